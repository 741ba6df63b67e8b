import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, session } from 'electron'
import { connectAws } from './aws/aws.ts'
import { stsUrl } from './aws/host.ts'
import { SystemClock } from './clock.ts'
import { showAccelerator } from './core/accelerator.ts'
import { Catalog } from './core/catalog/catalog.ts'
import { Keys } from './core/catalog/keys.ts'
import { type AwsFilesFact, awsFilesFact, type ShortcutFact } from './core/doctor/facts.ts'
import { isAnyBad, textOf } from './core/doctor/report.ts'
import { explain } from './core/failures/explain.ts'
import { codeOf, fail } from './core/failures/failure.ts'
import { connectBuses } from './desktop/power.ts'
import { fetchNoDictionaries } from './desktop/security.ts'
import { Doctor } from './doctor/doctor.ts'
import { lookAtPort } from './doctor/look-at-endpoint.ts'
import { thisPerson } from './doctor/this-person.ts'
import { findCurl } from './endpoint/curl.ts'
import { credentialProcess, fileNames } from './endpoint/grant-files.ts'
import { openKeychain } from './keychain/open.ts'
import { tryKeychain } from './keychain/try-out.ts'
import { otherTools } from './other-tools.ts'
import { LogFile } from './settings/log-file.ts'
import { peekAtSettings } from './settings/peek.ts'
import { openUserFiles } from './user-files/user-files.ts'

/** Where the second process keeps what Chromium wants to write. */
const DATA = 'doctor-data'
/** A second process that has not ended by then (ms) never will. */
const TIME_LIMIT = 25_000
/** The checks could not be made at all. */
const NOT_DONE = 2

export function wantsDoctor(argv: readonly string[]): boolean {
  return argv.includes('--doctor')
}

/**
 * Prints what the doctor finds, and ends the process: with 1 where something is bad, with 2 where nothing could be
 * looked at. An Understudy that runs is left alone: no lock, no setting and no file of Chromium's is touched.
 * @param folder where the built main process is
 */
export function runDoctorCommand(folder: string): void {
  const data = app.commandLine.getSwitchValue(DATA)
  if (data === '') process.exit(inSecondProcess())
  app.setPath('sessionData', data)
  app.setPath('crashDumps', data)
  // As in the app itself: nothing but STS is asked, and no keys of TLS connections are written down.
  fetchNoDictionaries(app)
  delete process.env['SSLKEYLOGFILE']
  app.disableHardwareAcceleration()
  void app
    .whenReady()
    .then(() => examine(folder))
    .catch((error: unknown) => {
      process.stdout.write(`The checks could not be made: ${codeOf(error)}\n`)
      return NOT_DONE
    })
    .then(code => app.exit(code))
}

/**
 * Chromium decides whether it needs a display before any code of ours runs, so the switch that says that it needs none
 * must be on the command line of a second process.
 * @returns the exit code
 */
function inSecondProcess(): number {
  const data = mkdtempSync(join(tmpdir(), 'understudy-doctor-'))
  try {
    const args = [
      ...process.argv.slice(1),
      `--${DATA}=${data}`,
      // Its complaints about what is missing are said by the checks, in words.
      '--log-level=3',
      ...(process.platform === 'linux' ? ['--ozone-platform=headless'] : []),
    ]
    const { status, error } = spawnSync(process.execPath, args, {
      stdio: ['ignore', 'inherit', 'ignore'],
      timeout: TIME_LIMIT,
      killSignal: 'SIGKILL',
    })
    if (status !== null) return status
    const why = error === undefined ? 'it crashed' : codeOf(error)
    process.stdout.write(`The checks could not be made: a second process did not do its work (${why}).\n`)
    return NOT_DONE
  } finally {
    rmSync(data, { recursive: true, force: true })
    removeIfMadeNow(app.getPath('userData'))
  }
}

/**
 * Electron makes the folder of the settings where there is none yet, with `--user-data-dir` even before any code of ours
 * runs. Left there by root, it would be a folder in which the user's own Understudy may write nothing.
 */
function removeIfMadeNow(folder: string): void {
  // Not of `uptime`, which counts from Node's start, after Chromium's.
  const startedAt = process.getCreationTime()
  const madeAt = statSync(folder, { throwIfNoEntry: false })?.birthtimeMs ?? 0
  if (startedAt === null || madeAt < startedAt) return
  try {
    // Only where it is empty.
    rmdirSync(folder)
  } catch {
    // An Understudy has been started meanwhile, and has put something in.
  }
}

async function examine(folder: string): Promise<number> {
  const clock = new SystemClock()
  const settingsFolder = app.getPath('userData')
  const tools = join(settingsFolder, 'tools')
  const settings = peekAtSettings(settingsFolder)
  const buses = connectBuses(process.platform, clock)
  const bus = buses?.session ?? null
  const keychain = openKeychain(process.platform, folder, clock, buses, () => {})
  const curl = findCurl(process.env['PATH'] ?? '', process.platform)
  const aws = session.fromPartition('aws', { cache: false })
  const doctor = new Doctor({
    clock,
    version: app.getVersion(),
    system: '',
    person: thisPerson(),
    folder: settingsFolder,
    log: new LogFile(join(settingsFolder, 'understudy.log')),
    catalog: () => settings.catalog,
    stsUrl,
    network: aws,
    bus,
    tryKeychain: () => tryKeychain(keychain, bus),
    lookAtEndpoint: () =>
      lookAtPort(
        settings.port,
        settings.catalog.grants.map(({ id }) => join(tools, id, fileNames.token)),
        process.platform,
      ),
    findCurl: () => Promise.resolve(curl),
    awsFiles: awsFilesOf,
    shortcut: shortcutOf,
    unreadable: settings.unreadable,
  })
  const { checks } = await doctor.examine()
  keychain.close()
  process.stdout.write(textOf(checks))
  return isAnyBad(checks) ? 1 : 0

  function shortcutOf(): ShortcutFact {
    const { shortcut } = settings.preferences
    if (shortcut === null) return { keys: null, why: null, isSeen: true }
    const keys = showAccelerator(shortcut, process.platform)
    const isWayland = process.platform === 'linux' && process.env['XDG_SESSION_TYPE'] === 'wayland'
    const why = isWayland ? explain({ kind: 'shortcut', keys, reason: 'wayland' }) : null
    return { keys, why, isSeen: false }
  }

  async function awsFilesOf(): Promise<AwsFilesFact> {
    const readOnly = fail({ kind: 'not-saved', detail: 'EROFS' })
    const catalog = new Catalog(settings.catalog, { save: async () => readOnly }, randomUUID, () => {})
    const found = await curl
    const { sts } = connectAws(
      (url, init) => aws.fetch(url, init),
      clock,
      () => 0,
    )
    const files = openUserFiles({
      env: process.env,
      home: homedir(),
      platform: process.platform,
      clock,
      newId: randomUUID,
      catalog,
      keys: new Keys(keychain, catalog, sts, randomUUID),
      secrets: keychain,
      edits: { edits: [], saveEdits: () => readOnly },
      others: otherTools(bus ?? Promise.resolve(null), keychain, clock),
      processOf: grant => found && credentialProcess(found, join(tools, grant, fileNames.curl)),
      toolsFolder: tools,
      onChange: () => {},
      onTrouble: () => {},
    })
    await files.profileFiles.look()
    return awsFilesFact(files.view())
  }
}
