import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { app, net, powerMonitor, type Session, session, systemPreferences } from 'electron'
import { connectAws } from './aws/aws.ts'
import { readAssertion } from './aws/saml.ts'
import type { SystemClock } from './clock.ts'
import { Configurations } from './core/configuration/configurations.ts'
import { Notices } from './core/failures/notices.ts'
import { observe } from './core/log/log-events.ts'
import { openCore } from './core/open-core.ts'
import { Removal } from './core/removal.ts'
import type { Snapshot } from './core/snapshot/snapshot.ts'
import { takeSnapshot } from './core/snapshot/take-snapshot.ts'
import { Desktop } from './desktop/desktop.ts'
import { Ending } from './desktop/ending.ts'
import { Files } from './desktop/files.ts'
import { readLicenses } from './desktop/licenses.ts'
import { openLoginStart, RememberedLoginStart } from './desktop/login-start.ts'
import { connectBuses } from './desktop/power.ts'
import { fence } from './desktop/security.ts'
import { SignInWindows } from './desktop/sign-in/sign-in-windows.ts'
import { FurtherStarts, firstStart } from './desktop/starts.ts'
import { isUser } from './desktop/user-check.ts'
import { Watches } from './desktop/watches.ts'
import type { Curl } from './endpoint/curl.ts'
import { Endpoint } from './endpoint/endpoint.ts'
import { ofCatalog } from './endpoint/of-catalog.ts'
import { peersOf } from './endpoint/peer/peers-of.ts'
import { openKeychain } from './keychain/open.ts'
import { oncePerTurn } from './once-per-turn.ts'
import { openConsole } from './open-console.ts'
import { openDoctor } from './open-doctor.ts'
import { openLog } from './open-log.ts'
import { openUpdates } from './open-updates.ts'
import { otherTools } from './other-tools.ts'
import { openHome } from './settings/home.ts'
import { downloadFolder } from './updates/download-folder.ts'
import { openUserFiles } from './user-files/user-files.ts'

export interface Given {
  readonly clock: SystemClock
  readonly dice: () => number
  /** Where the built main process is. */
  readonly folder: string
  /** The sessions of companies' sign-in pages, which are not the app's own. */
  readonly outside: WeakSet<Session>
  /** Null where there is none. */
  readonly curl: Curl | null
}

/** Builds each part, hands it what it needs, and starts it. */
export async function start({ clock, dice, folder, outside, curl }: Given): Promise<void> {
  // With it set, as in a snap's terminal, electron-store writes in place and a crash tears the file:
  // https://github.com/sindresorhus/conf/pull/82
  delete process.env['SNAP']
  const furtherStarts = new FurtherStarts(app)
  const changed = oncePerTurn(show)
  const home = openHome(
    app.getPath('userData'),
    downloadFolder(process.platform, process.env, homedir()),
    clock,
  )
  const { settings, activityFile } = home
  const log = openLog(home.log, clock, app.getVersion())
  const notices = new Notices(changed)
  if (settings.notice !== null) notices.add(settings.notice)

  fence(session.defaultSession, net, join(folder, '../renderer'))
  const awsSession = session.fromPartition('aws', { cache: false })

  const buses = connectBuses(process.platform, clock)
  const aws = connectAws((url, init) => awsSession.fetch(url, init), clock, dice)
  const keychain = openKeychain(process.platform, folder, clock, buses, () => surroundings.keychainOpened())
  const signIns = new SignInWindows(clock, outside, changed)
  const core = openCore({
    clock,
    dice,
    newId: randomUUID,
    settings,
    activityFile,
    keychain,
    aws,
    readAssertion: assertion => readAssertion(assertion.reveal()),
    signIns,
    notices,
    onChange: changed,
    onCatalogChange: () => void endpoint.catalogChanged().then(changed),
    onLeaseEnd: id => desktop.leaseEnded(id),
    onForgotten: () => endpoint.renewTokens(),
  })
  const { access, activity, broker, catalog, consents, inquiries, keptTokens, keys, leases, prompts } = core
  const { surroundings } = core
  const peers = peersOf(process.platform)
  const endpoint = new Endpoint({
    clock,
    dice,
    access,
    peers,
    folder: home.tools,
    curl,
    ports: settings.ports,
    ...ofCatalog(() => catalog.data),
    onWrongTokens: count => notices.add({ kind: 'wrong-tokens', count }),
  })

  const userFiles = openUserFiles({
    env: process.env,
    home: homedir(),
    platform: process.platform,
    clock,
    newId: randomUUID,
    catalog,
    keys,
    secrets: keychain,
    edits: settings,
    others: otherTools(buses?.session ?? Promise.resolve(null), keychain, clock),
    processOf: grant => endpoint.connectionOf(grant).credentialProcess,
    toolsFolder: home.tools,
    onChange: changed,
    onTrouble: failure => notices.add(failure),
  })
  const { console, redirect, copies } = openConsole({
    clock,
    dice,
    peers,
    catalog: () => catalog.data,
    broker,
    leases,
    signIn: aws.signIn,
  })
  const configurations = new Configurations(catalog, randomUUID)
  const files = new Files({ clock, activity, configurations, disk: home.files })
  const loginStart = new RememberedLoginStart(openLoginStart(app, process.platform, process.env), clock)
  const removal = new Removal({
    loginStart,
    catalog: () => catalog.data,
    index: settings,
    keychain,
    profiles: userFiles.profileFiles,
    folder: home.folder,
    stopAll: () => {
      leases.endAll()
      broker.forgetAll('user')
    },
    leave: () => ending.leave(() => home.folder.remove()),
  })
  const updates = openUpdates({
    app,
    clock,
    settings,
    leave: last => void ending.handOver(last),
    onChange: changed,
  })
  const desktop = new Desktop({
    clock,
    folder,
    version: app.getVersion(),
    isPackaged: app.isPackaged,
    bus: buses?.session ?? null,
    loginStart,
    onChange: changed,
    onRefusedCall: (call, why) => log.note({ kind: 'call-refused', call, why }),
    isUser: reason => isUser(systemPreferences, process.platform, reason),
    leases,
    doctor: openDoctor({
      app,
      clock,
      folder: home.folder.path,
      log: home.log,
      catalog: () => catalog.data,
      network: awsSession,
      bus: buses?.session ?? null,
      keychain,
      curl,
      snapshot,
    }),
    snapshot,
    catalog,
    broker,
    prompts,
    keys,
    consents,
    inquiries,
    console,
    activity,
    notices,
    profileFiles: userFiles.profileFiles,
    imports: userFiles.imports,
    files,
    configurations,
    removal,
    updates,
    licenses: () =>
      readLicenses(folder, { version: process.versions.electron, folder: dirname(app.getPath('exe')) }),
    endpoint: {
      tryAgain: () => endpoint.start().finally(changed),
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
      log.note({ kind: 'resumed' })
      surroundings.resumed()
    },
    screenLocked: locked => {
      log.note({ kind: 'screen', locked })
      surroundings.screenLocked(locked)
    },
    networkBack: () => surroundings.networkBack(),
    idle: () => surroundings.idle(),
  })

  app.on('activate', () => desktop.openManager())
  // A listener, even an empty one, keeps the app in the tray when its last window is closed.
  app.on('window-all-closed', () => {})
  const ending = new Ending(close)

  applyPreferences()
  // Where it is locked, this waits until it is opened: nobody is asked for a password in order to tidy up.
  void keychain.isOpen().then(isOpen => (isOpen ? keptTokens.sweep() : undefined))
  await endpoint.start()
  // Not awaited: a home folder on a slow network must not keep the tray away.
  void userFiles.start()
  const start = firstStart(app, process.platform, process.argv)
  if (start === 'switch') desktop.openSwitcher()
  furtherStarts.listen(each => desktop.openFor(each))
  await desktop.start()
  changed()
  if (start !== 'switch') desktop.openAtStart(start)

  async function close(): Promise<void> {
    watches.close()
    signIns.close()
    updates.close()
    userFiles.close()
    redirect.close()
    await endpoint.close()
    consents.forgetAll()
    broker.close()
    activity.close()
    keychain.close()
    await copies.close()
    log.note({ kind: 'quit' })
  }

  function applyPreferences(): void {
    const { forgetWhenIdle, keepSessionTokens } = settings.preferences
    updates.applyChoice()
    watches.limitIdleness(forgetWhenIdle)
    if (!keepSessionTokens) void keptTokens.forget(() => true)
    desktop.apply(settings.preferences)
  }

  function show(): void {
    watches.lookForNetwork(broker.states.fails(failure => failure.kind === 'network'))
    desktop.show(snapshot())
    const { data } = catalog
    log.look(
      observe({
        clock,
        catalog: data,
        broker,
        prompts,
        consents,
        leases,
        endpoint,
        notices: notices.list,
        updates: updates.state,
      }),
    )
  }

  function snapshot(): Snapshot {
    return takeSnapshot({
      clock,
      preferences: settings.preferences,
      catalog: catalog.data,
      broker,
      prompts,
      consents,
      leases,
      activity,
      askerOf: sessions => access.askerOf(sessions),
      notices: notices.list,
      endpoint,
      connection: grant => endpoint.connectionOf(grant),
      instanceMetadata: endpoint.instanceMetadata,
      awsFiles: userFiles.view(),
      system: desktop.system,
      updates: updates.view(),
    })
  }
}
