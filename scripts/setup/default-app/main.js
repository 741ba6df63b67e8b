// What `electron <path>` runs in the runtime for tests, which comes without this part: it finds the app in the
// arguments, gives it its name, version and path, and starts it.
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const args = process.argv.slice(1)
const preloads = []
let target
for (let i = 0; i < args.length && target === undefined; i++) {
  if (args[i] === '-v' || args[i] === '--version') {
    process.stdout.write(`v${process.versions.electron}\n`)
    process.exit(0)
  } else if (args[i] === '-r' || args[i] === '--require') preloads.push(args[++i])
  else if (!args[i].startsWith('-')) target = path.resolve(args[i])
}
if (target === undefined) fail('usage: electron [-r module] path [args]')

let entry = target
try {
  if (statSync(target).isDirectory()) {
    const manifest = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8'))
    if (manifest.version) app.setVersion(manifest.version)
    app.name = manifest.productName ?? manifest.name ?? app.name
    if (manifest.desktopName) app.setDesktopName(manifest.desktopName)
    app.setAppPath(target)
    entry = path.join(target, manifest.main ?? 'index.js')
  } else {
    app.setAppPath(path.dirname(target))
  }
} catch (error) {
  fail(`cannot find an app at ${target}: ${error.message}`)
}

try {
  const require = createRequire(path.join(process.cwd(), 'noop.js'))
  for (const module of preloads) require(module)
  await import(pathToFileURL(entry).href)
} catch (error) {
  fail(`the app at ${target} failed to load:\n${error?.stack ?? error}`)
}
