import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { app, dialog, net, powerMonitor, protocol, session } from 'electron'
import ElectronStore from 'electron-store'
import { AwsSts } from './aws/sts.ts'
import { SystemClock } from './clock.ts'
import { Broker } from './core/broker.ts'
import { Catalog } from './core/catalog.ts'
import { FallbackRegion } from './core/fallback-region.ts'
import type { GrantId } from './core/grants.ts'
import { KeptTokens } from './core/kept-tokens.ts'
import { Keys } from './core/keys.ts'
import { Prompts } from './core/mfa.ts'
import { Notices } from './core/notices.ts'
import { type Snapshot, takeSnapshot } from './core/snapshot.ts'
import { StsQuota } from './core/sts-quota.ts'
import { Surroundings } from './core/surroundings.ts'
import { Desktop } from './desktop/desktop.ts'
import { connectBuses } from './desktop/power.ts'
import { confineContents, fence, fetchNoDictionaries, registerScheme } from './desktop/security.ts'
import { Watches } from './desktop/watches.ts'
import { ContainerRoute } from './endpoint/container.ts'
import { Endpoint } from './endpoint/server.ts'
import { EndpointService } from './endpoint/service.ts'
import { digest, Tokens } from './endpoint/tokens.ts'
import { Keychain } from './keychain/keychain.ts'
import { isKeyringLocked } from './keychain/secret-service.ts'
import { keychainHost } from './keychain/start.ts'
import { oncePerTurn } from './once-per-turn.ts'
import { Settings } from './settings/settings.ts'

const clock = new SystemClock()
const dice = Math.random
const folder = import.meta.dirname

// Before anything is read or written: a second start only brings the first one's window up.
if (app.requestSingleInstanceLock()) {
  registerScheme(protocol)
  confineContents(app)
  fetchNoDictionaries(app)
  // Chromium would write the keys of its TLS connections to that file: with them a recorded call can be read.
  delete process.env['SSLKEYLOGFILE']
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
  const buses = connectBuses(process.platform, clock)
  const aws = new AwsSts((url, init) => awsSession.fetch(url, init), clock)
  const lock = buses && {
    isLocked: async () => isKeyringLocked(await buses.session),
    onOpened: () => surroundings.keychainOpened(),
  }
  const keychain = new Keychain(keychainHost(process.platform, folder), clock, lock)
  const sts = new FallbackRegion(new StsQuota(aws, clock, dice), aws, clock)
  const keys = new Keys(keychain, catalog, sts, randomUUID)
  const keptTokens = new KeptTokens({
    store: keychain,
    index: settings,
    clock,
    newId: randomUUID,
    wanted: () => settings.preferences.keepSessionTokens,
    onLeft: failure => notices.add(failure),
  })
  const prompts = new Prompts(clock, randomUUID, changed)
  const broker = new Broker({
    clock,
    dice,
    sts,
    keys,
    prompts,
    keptTokens,
    catalog: () => catalog.data,
    onChange: changed,
  })
  const surroundings = new Surroundings({
    broker,
    prompts,
    keptTokens,
    preferences: () => settings.preferences,
    onForgotten: () => tokens.renewAll(grantIds()),
  })

  const tokens = new Tokens(join(home, 'tokens'))
  const route = new ContainerRoute(clock)
  const server = new Endpoint({
    rules: { digest, digestOf: grant => tokens.digestOf(grant) },
    reply: grant => route.reply(() => broker.requestFor(grant)),
  })
  const endpoint = new EndpointService(server, settings, dice)

  const desktop = new Desktop({
    clock,
    folder,
    isPackaged: app.isPackaged,
    snapshot,
    catalog,
    broker,
    prompts,
    keys,
    notices,
    endpoint: {
      tryAgain: () => {
        syncTokens()
        return endpoint.start().finally(changed)
      },
      move: () => endpoint.move().finally(changed),
    },
    setPreferences: chosen => {
      const saved = settings.savePreferences(chosen)
      applyPreferences()
      changed()
      return saved
    },
    quit: () => app.quit(),
  })
  clock.onSetForward(() => surroundings.clockSetForward())
  const watches = new Watches({ monitor: powerMonitor, net, buses }, clock, {
    resumed: () => {
      clock.rearm()
      surroundings.resumed()
    },
    screenLocked: locked => surroundings.screenLocked(locked),
    networkBack: () => surroundings.networkBack(),
    idle: () => surroundings.idle(),
  })

  app.on('second-instance', () => desktop.openManager())
  app.on('activate', () => desktop.openManager())
  // A listener, even an empty one, keeps the app in the tray when its last window is closed.
  app.on('window-all-closed', () => {})
  app.on('before-quit', () => {
    watches.close()
    endpoint.stop()
    broker.close()
    keychain.close()
    tokens.revokeAll()
  })

  syncTokens()
  applyPreferences()
  // Where it is locked, this waits until it is opened: nobody is asked for a password in order to tidy up.
  void keychain.isOpen().then(isOpen => (isOpen ? keptTokens.sweep() : undefined))
  await endpoint.start()
  changed()
  desktop.openAtStart(snapshot())

  function grantIds(): readonly GrantId[] {
    return catalog.data.grants.map(grant => grant.id)
  }

  function syncTokens(): void {
    tokens.sync(grantIds())
  }

  function applyPreferences(): void {
    const { forgetWhenIdle, keepSessionTokens } = settings.preferences
    watches.limitIdleness(forgetWhenIdle)
    if (!keepSessionTokens) void keptTokens.forget(() => true)
  }

  function show(): void {
    watches.lookForNetwork(broker.fails(failure => failure.kind === 'network'))
    desktop.show(snapshot())
  }

  function snapshot(): Snapshot {
    return takeSnapshot({
      clock,
      preferences: settings.preferences,
      catalog: catalog.data,
      broker,
      prompts,
      notices: notices.list,
      endpoint: { port: endpoint.port, failure: endpoint.failure ?? tokens.failure },
      connection: grant => ({ url: endpoint.urlOf(grant), tokenFile: tokens.fileOf(grant) }),
    })
  }
}
