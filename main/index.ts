import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { app, dialog, net, protocol, session } from 'electron'
import ElectronStore from 'electron-store'
import { AwsSts } from './aws/sts.ts'
import { systemClock } from './clock.ts'
import { Broker } from './core/broker.ts'
import { Catalog } from './core/catalog.ts'
import { Keys } from './core/keys.ts'
import { Prompts } from './core/mfa.ts'
import { Notices } from './core/notices.ts'
import { type Snapshot, takeSnapshot } from './core/snapshot.ts'
import { type ActionParts, trayActions, windowHandlers } from './desktop/actions.ts'
import { answerWindows } from './desktop/ipc.ts'
import { confineContents, fence, registerScheme } from './desktop/security.ts'
import { TrayIconAndMenu } from './desktop/tray.ts'
import { preloadPath, Windows } from './desktop/windows.ts'
import { ContainerRoute } from './endpoint/container.ts'
import { Endpoint } from './endpoint/server.ts'
import { EndpointService } from './endpoint/service.ts'
import { digest, Tokens } from './endpoint/tokens.ts'
import { Keychain } from './keychain/keychain.ts'
import { keychainHost } from './keychain/start.ts'
import { oncePerTurn } from './once-per-turn.ts'
import { Settings } from './settings/settings.ts'

const clock = systemClock
const dice = Math.random
const folder = import.meta.dirname

// Before anything is read or written: a second start only brings the first one's window up.
if (app.requestSingleInstanceLock()) {
  registerScheme(protocol)
  confineContents(app)
  // Small windows are drawn as quickly without the GPU's process, which costs some 50 MB.
  app.disableHardwareAcceleration()
  // Not awaited: at the top level of a module that would keep the app from ever being ready.
  void app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      dialog.showErrorBox(
        'Understudy could not start',
        error instanceof Error ? error.message : String(error),
      )
      app.exit(1)
    })
} else app.quit()

async function start(): Promise<void> {
  // With it set, as in a snap's terminal, electron-store writes in place and a crash tears the file:
  // https://github.com/sindresorhus/conf/pull/82
  delete process.env['SNAP']
  const changed = oncePerTurn(show)
  const home = app.getPath('userData')
  const settings = Settings.load(
    name => new ElectronStore({ cwd: home, name, clearInvalidConfig: false, configFileMode: 0o600 }),
    name => join(home, `${name}.json`),
    clock,
  )
  const notices = new Notices(changed)
  if (settings.notice !== null) notices.add(settings.notice)

  fence(session.defaultSession, net, join(folder, '../renderer'))
  const awsSession = session.fromPartition('aws', { cache: false })

  const catalog = new Catalog(settings.catalog, settings, randomUUID, () => {
    syncTokens()
    broker.catalogChanged()
    changed()
  })
  const sts = new AwsSts((url, init) => awsSession.fetch(url, init), clock)
  const keychain = new Keychain(keychainHost(process.platform, folder), clock)
  const keys = new Keys(keychain, catalog, sts, randomUUID)
  const prompts = new Prompts(clock, randomUUID, changed)
  const broker = new Broker({
    clock,
    dice,
    sts,
    keys,
    prompts,
    catalog: () => catalog.data,
    onChange: changed,
  })

  const tokens = new Tokens(join(home, 'tokens'))
  const route = new ContainerRoute(clock)
  const server = new Endpoint({
    rules: { digest, digestOf: grant => tokens.digestOf(grant) },
    reply: grant => route.reply(() => broker.requestFor(grant)),
  })
  const endpoint = new EndpointService(server, settings, dice)

  const windows = new Windows(preloadPath(folder), app.isPackaged)
  const parts: ActionParts = {
    catalog,
    broker,
    prompts,
    keys,
    snapshot,
    endpoint: {
      tryAgain: () => {
        syncTokens()
        return endpoint.start().finally(changed)
      },
      move: () => endpoint.move().finally(changed),
    },
    notices,
    openManager: () => windows.open('manager', true),
    openPrompts: () => windows.open('mfa', true),
    quit: () => app.quit(),
  }
  answerWindows(windowHandlers(parts), snapshot, event => windows.owns(event.senderFrame))
  const tray = new TrayIconAndMenu(trayActions(parts))

  app.on('second-instance', () => windows.open('manager', true))
  app.on('activate', () => windows.open('manager', true))
  // A listener, even an empty one, keeps the app in the tray when its last window is closed.
  app.on('window-all-closed', () => {})
  app.on('before-quit', () => {
    endpoint.stop()
    broker.close()
    keychain.close()
    tokens.revokeAll()
  })

  syncTokens()
  await endpoint.start()
  changed()
  windows.openAtStart(snapshot())

  function syncTokens(): void {
    tokens.sync(catalog.data.grants.map(grant => grant.id))
  }

  function show(): void {
    const state = snapshot()
    tray.show(state)
    windows.show(state)
  }

  function snapshot(): Snapshot {
    return takeSnapshot({
      catalog: catalog.data,
      broker,
      prompts,
      notices: notices.list,
      endpoint: { port: endpoint.port, failure: endpoint.failure ?? tokens.failure },
      connection: grant => ({ url: endpoint.urlOf(grant), tokenFile: tokens.fileOf(grant) }),
    })
  }
}
