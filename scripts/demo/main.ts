import { hold } from './hold.ts'
import { playOnScreen } from './on-screen.ts'
import { type DemoOptions, parseOptions } from './options.ts'
import { play } from './play.ts'

let options: DemoOptions
try {
  options = parseOptions(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}

const hasScreen =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])

try {
  if (options.hold) await hold(options)
  else if (hasScreen) await playOnScreen(options)
  else await play(options)
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
