import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import {
  app,
  clipboard,
  dialog,
  net,
  powerMonitor,
  protocol,
  type Session,
  session,
  systemPreferences,
} from 'electron'
import { connectAws } from './aws/aws.ts'
import { readAssertion } from './aws/saml.ts'
import { SystemClock } from './clock.ts'
import { Access } from './core/access.ts'
import { Activity } from './core/activity.ts'
import { Broker } from './core/broker.ts'
import { Catalog } from './core/catalog.ts'
import { Clicks } from './core/clicks.ts'
import { Configurations } from './core/configuration/configurations.ts'
import { Consents } from './core/consent.ts'
import { Consoles } from './core/console.ts'
import { Inquiries } from './core/inquiries.ts'
import { KeptTokens } from './core/kept-tokens.ts'
import { Keys } from './core/keys.ts'
import { Leases } from './core/leases.ts'
import { observe } from './core/log-events.ts'
import { Prompts } from './core/mfa.ts'
import { Notices } from './core/notices.ts'
import { Removal } from './core/removal.ts'
import type { Snapshot } from './core/snapshot.ts'
import { Surroundings } from './core/surroundings.ts'
import { takeSnapshot } from './core/take-snapshot.ts'
import { BriefCopies } from './desktop/console/brief-copies.ts'
import { OpenConsole } from './desktop/console/open-console.ts'
import { Desktop } from './desktop/desktop.ts'
import { Ending } from './desktop/ending.ts'
import { Files } from './desktop/files.ts'
import { openLoginStart } from './desktop/login-start.ts'
import { connectBuses } from './desktop/power.ts'
import { confineContents, fence, fetchNoDictionaries, registerScheme } from './desktop/security.ts'
import { SignInWindows } from './desktop/sign-in/sign-in-windows.ts'
import { FurtherStarts, firstStart } from './desktop/starts.ts'
import { isUser } from './desktop/user-check.ts'
import { Watches } from './desktop/watches.ts'
import { runDoctorCommand, wantsDoctor } from './doctor-command.ts'
import { ConsoleRedirect } from './endpoint/console-redirect.ts'
import { findCurl } from './endpoint/curl.ts'
import { Endpoint } from './endpoint/endpoint.ts'
import { ofCatalog } from './endpoint/of-catalog.ts'
import { peersOf } from './endpoint/peer/peers-of.ts'
import { openKeychain } from './keychain/open.ts'
import { oncePerTurn } from './once-per-turn.ts'
import { openDoctor } from './open-doctor.ts'
import { openLog } from './open-log.ts'
import { otherTools } from './other-tools.ts'
import { openHome } from './settings/home.ts'
import { openUserFiles } from './user-files/user-files.ts'

const clock = new SystemClock()
const dice = Math.random
const folder = import.meta.dirname
/** The sessions of companies' sign-in pages, which are not the app's own. */
const outside = new WeakSet<Session>()

if (wantsDoctor(process.argv)) runDoctorCommand(folder)
// Before anything is read or written: a second start only brings the first one's window up.
else if (app.requestSingleInstanceLock()) {
  registerScheme(protocol)
  confineContents(app, outside)
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
  const furtherStarts = new FurtherStarts(app)
  const curl = await findCurl(process.env['PATH'] ?? '', process.platform)
  const changed = oncePerTurn(show)
  const home = openHome(app.getPath('userData'), clock)
  const { settings, activityFile } = home
  const log = openLog(home.log, clock, app.getVersion())
  const notices = new Notices(changed)
  if (settings.notice !== null) notices.add(settings.notice)

  fence(session.defaultSession, net, join(folder, '../renderer'))
  const awsSession = session.fromPartition('aws', { cache: false })

  const catalog = new Catalog(settings.catalog, settings, randomUUID, () => {
    const { sessions } = catalog.data
    leases.catalogChanged(sessions, id => broker.isOn(id), settings.preferences.leaseMinutes)
    consents.keepOnly(sessions)
    broker.catalogChanged()
    void endpoint.catalogChanged().then(changed)
    changed()
  })
  const buses = connectBuses(process.platform, clock)
  const { sts, signIn, tokens } = connectAws((url, init) => awsSession.fetch(url, init), clock, dice)
  const keychain = openKeychain(process.platform, folder, clock, buses, () => surroundings.keychainOpened())
  const keys = new Keys(keychain, catalog, sts, randomUUID)
  const keptTokens = new KeptTokens({
    store: keychain,
    index: settings,
    clock,
    newId: randomUUID,
    wanted: () => settings.preferences.keepSessionTokens,
    onLeft: failure => notices.add(failure),
  })
  const clicks = new Clicks()
  const prompts = new Prompts(clock, randomUUID, clicks, changed)
  const leases = new Leases({
    clock,
    newId: randomUUID,
    clicks,
    sessions: catalog.data.sessions,
    onChange: changed,
    onEnd: id => desktop.leaseEnded(id),
  })
  const consents = new Consents({ clock, newId: randomUUID, clicks, leases, onChange: changed })
  const activity = new Activity({
    clock,
    store: activityFile,
    onChange: changed,
    onLost: failure => notices.add(failure),
  })
  const signIns = new SignInWindows(clock, outside, changed)
  const broker = new Broker({
    clock,
    dice,
    sts,
    keys,
    tokens,
    signIns,
    prompts,
    keptTokens,
    catalog: () => catalog.data,
    isFree: session => leases.isFree(session),
    onChange: changed,
  })
  const inquiries = new Inquiries({
    catalog: () => catalog.data,
    broker,
    keys,
    lookups: sts,
    signIns,
    readAssertion: assertion => readAssertion(assertion.reveal()),
  })
  const surroundings = new Surroundings({
    broker,
    prompts,
    consents,
    leases,
    keptTokens,
    preferences: () => settings.preferences,
    onForgotten: () => endpoint.renewTokens(),
  })

  const access = new Access({
    catalog: () => catalog.data,
    broker,
    consents,
    activity,
    onChange: changed,
  })
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
  const redirect = new ConsoleRedirect({ clock, dice, peers })
  const copies = new BriefCopies(clock, clipboard)
  const openConsole = new OpenConsole({
    copies,
    consoles: new Consoles({ catalog: () => catalog.data, broker, signIn }),
    offer: link => redirect.offer(link),
  })
  const configurations = new Configurations(catalog, randomUUID)
  const files = new Files({ clock, activity, configurations, disk: home.files })
  const loginStart = openLoginStart(app, process.platform, process.env)
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
  const desktop = new Desktop({
    clock,
    folder,
    version: app.getVersion(),
    isPackaged: app.isPackaged,
    bus: buses?.session ?? null,
    loginStart,
    onChange: changed,
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
    console: openConsole,
    activity,
    notices,
    profileFiles: userFiles.profileFiles,
    imports: userFiles.imports,
    files,
    configurations,
    removal,
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
    watches.limitIdleness(forgetWhenIdle)
    if (!keepSessionTokens) void keptTokens.forget(() => true)
    desktop.apply(settings.preferences)
  }

  function show(): void {
    watches.lookForNetwork(broker.fails(failure => failure.kind === 'network'))
    desktop.show(snapshot())
    const { data } = catalog
    log.look(
      observe({ clock, catalog: data, broker, prompts, consents, leases, endpoint, notices: notices.list }),
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
    })
  }
}
