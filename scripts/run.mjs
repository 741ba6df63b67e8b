// One entry for everything: does what set-up a fresh clone still needs, then runs the command.
import path from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { electronRuntime, ensureElectronRuntime } from './setup/electron-runtime.mjs'
import { ensureNodeModules } from './setup/node-modules.mjs'
import { root, run, SetupError, say } from './setup/process.mjs'
import { fetchPython, isOutOfReach, moto, newClients, tryFetchPython } from './setup/python-environments.mjs'
import { ensureSystemPackages, hasDisplay } from './setup/system-packages.mjs'

const usage = `usage: node scripts/run.mjs <command> [arguments]

  start     the app, on this desktop
  demo      the main job with a stand-in for AWS; needs no account and no screen
  test      the tests
  interop   those of them in which moto answers for AWS, and nothing of this desktop is wanted
  bench     what the app costs, against an empty Electron app and a bare HTTP server
  soak      ten minutes of the app at work while AWS and the keyring are out of order again and again
  package   packages for this system, in dist/
  screenshots  the pictures of the real app in docs/screenshots, light and dark
`

/** @type {Record<string, (args: string[]) => Promise<{ code: number }>>} */
const commands = {
  start,
  demo: args => script('scripts/demo/main.ts', args),
  test: args => script('scripts/test/main.ts', args),
  interop,
  bench,
  soak: args => script('scripts/soak/main.ts', args),
  package: args => script('scripts/package/main.ts', args),
  screenshots: args => script('scripts/screenshots/main.ts', args),
}

/** @param {string} file @param {string[]} args */
function script(file, args) {
  return run(process.execPath, ['--import', 'tsx', path.join(root, file), ...args])
}

/** Whoever is out of PyPI's reach has done nothing wrong; `test` is stricter. */
async function interop() {
  try {
    await fetchPython(moto)
  } catch (error) {
    if (!isOutOfReach(error)) throw error
    say('PyPI is out of reach and so is moto: its tests did not run, and nothing is shown')
    return { code: 0 }
  }
  return script('scripts/test/main.ts', ['moto'])
}

/** What is installed is measured as well. @param {string[]} args */
async function bench(args) {
  const packed = await script('scripts/package/main.ts', ['--linux', 'dir'])
  return packed.code === 0 ? script('scripts/bench/main.ts', args) : packed
}

/** @param {string[]} args */
function start(args) {
  const runtime = electronRuntime()
  if (!runtime) throw new SetupError('Electron is not installed')
  if (!runtime.official) {
    say(`this is Electron ${runtime.version}, the runtime for tests, not the one that ships`)
    say('to try the real download again, delete node_modules/electron/dist')
  }
  const flags = []
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    say('running as root: Chromium refuses its sandbox, so --no-sandbox')
    flags.push('--no-sandbox')
  }
  return run(runtime.executable, ['.', ...flags, ...args])
}

/** @param {string} name of the command */
async function ensureApp(name) {
  await ensureNodeModules()
  if (name === 'interop') return
  await ensureElectronRuntime()
  await ensureBuild()
}

async function tryFetchPythons() {
  for (const environment of [newClients, moto]) await tryFetchPython(environment)
}

async function main() {
  const [name = '', ...args] = process.argv.slice(2)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    process.stderr.write(usage)
    return 2
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 18)) {
    throw new SetupError(`Node 20.18 or newer is needed; this is ${process.version}`)
  }
  if (name === 'start' && !hasDisplay() && !args.includes('--doctor')) {
    throw new SetupError(
      'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). Without a screen, try: npm run demo',
    )
  }
  await ensureSystemPackages(
    /** @type {'start' | 'demo' | 'test' | 'interop' | 'bench' | 'soak' | 'package' | 'screenshots'} */ (
      name
    ),
    args,
  )
  // Neither needs the other, and both mostly wait for the network.
  await Promise.all([ensureApp(name), name === 'test' ? tryFetchPythons() : null])
  return (await command(args)).code
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = error.exitCode
}
