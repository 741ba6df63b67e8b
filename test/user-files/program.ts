import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import path from 'node:path'
import { succeed } from '../../main/core/failures/failure.ts'
import { DiskFiles } from '../../main/user-files/disk-files.ts'
import { quickClock } from './quick-clock.ts'

/**
 * What a test can't do in its own process: to be killed, or to be another user. It takes a folder and then texts to
 * write: `- ` stands for none at all. With one text it prints the outcome as JSON; of several, it writes one after
 * another until it is killed, and prints the index of each before it does.
 */
const [folder = '', ...texts] = process.argv.slice(2)
const files = new DiskFiles({
  paths: { config: path.join(folder, 'config'), credentials: path.join(folder, 'credentials') },
  clock: quickClock,
  newId: randomUUID,
  // Given by a test of what only Windows does.
  platform: process.env['AS_IF_ON'] === 'win32' ? 'win32' : process.platform,
})

/** `a*1000` is a thousand lines of `a`. */
function textOf(word: string): string | null {
  if (word === '-') return null
  const [line = '', times = '1'] = word.split('*')
  return `${line}\n`.repeat(Number(times))
}

async function write(word: string): Promise<unknown> {
  return files.change('config', async () => succeed(textOf(word)))
}

if (texts.length === 1) {
  const outcome = { read: await files.read('config'), change: await write(texts[0] ?? '') }
  writeSync(1, JSON.stringify(outcome))
} else {
  for (;;) {
    for (const [index, word] of texts.entries()) {
      // At once: what has been printed must have been, whenever the end comes.
      writeSync(1, `${index}\n`)
      await write(word)
    }
  }
}
