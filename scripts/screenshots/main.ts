import path from 'node:path'
import { Camera } from './camera.ts'
import { takeFirstStart } from './first-start.ts'
import { takePanel } from './panel.ts'
import { takeTroubles } from './troubles.ts'
import { takeWindows } from './windows.ts'

const usage = `usage: npm run screenshots [-- NAME…]

Takes the pictures of the real app into docs/screenshots, light and dark; only those whose names begin with a NAME.
`

const names = process.argv.slice(2)
if (names.some(name => name.startsWith('-'))) {
  process.stderr.write(usage)
  process.exit(2)
}
const folder = path.resolve(import.meta.dirname, '../../docs/screenshots')
const camera = new Camera(folder, names.length === 0 ? null : new RegExp(`^(?:${names.join('|')})`))
for (const take of [takeFirstStart, takeWindows, takePanel, takeTroubles]) await take(camera)
console.log(`${camera.taken.length} pictures`)
