import path from 'node:path'
import { Camera } from './camera.ts'
import { takeFirstStart } from './first-start.ts'
import { takePanel } from './panel.ts'
import { takeTroubles } from './troubles.ts'
import { takeWindows } from './windows.ts'

const usage = `usage: npm run screenshots [-- [--into=FOLDER] NAME…]

Takes the pictures of the real app into docs/screenshots, light and dark; only those whose names begin with a NAME.
`

const INTO = '--into='
const args = process.argv.slice(2)
const names = args.filter(arg => !arg.startsWith(INTO))
if (names.some(name => name.startsWith('-'))) {
  process.stderr.write(usage)
  process.exit(2)
}
const into = args.find(arg => arg.startsWith(INTO))?.slice(INTO.length)
const folder = path.resolve(into ?? path.join(import.meta.dirname, '../../docs/screenshots'))
const camera = new Camera(folder, names.length === 0 ? null : new RegExp(`^(?:${names.join('|')})`))
for (const take of [takeFirstStart, takeWindows, takePanel, takeTroubles]) await take(camera)
console.log(`${camera.taken.length} pictures`)
