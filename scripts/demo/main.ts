import { ensureSystemPackages, hasDesktop } from '../setup/system-packages.mjs'
import { hold } from './hold.ts'
import { playOnScreen } from './on-screen.ts'
import { type DemoOptions, parseOptions } from './options.ts'
import { hasKeyring } from './own-desktop.ts'
import { play } from './play.ts'

let options: DemoOptions
try {
  options = parseOptions(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}

try {
  if (options.hold) await hold(options)
  else if (hasDesktop() && (await hasKeyring())) await playOnScreen(options)
  else {
    // What that needs was left out if there seemed to be a desktop.
    await ensureSystemPackages('demo', ['--hold'])
    await play(options)
  }
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
