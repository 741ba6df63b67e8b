import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { sweep } from '../../main/user-files/temporary.ts'
import { bundledProgram } from './bundle.ts'
import { tempHome, temporariesIn } from './temp-files.ts'

const { path } = tempHome()
const program = bundledProgram()

const KILLS = 1_000
const AT_ONCE = 4
/** Large enough (bytes) for the writing of one to take a while. */
const SIZE = 600_000
const wordFor = (letter: string) => `${letter.repeat(99)}*${SIZE / 100}`
const TEXTS = ['a', 'b'].map(letter => `${letter.repeat(99)}\n`.repeat(SIZE / 100))

/** Where a kill has come. `unfinished`: the temporary file was there, but not all of it was written. */
type Phase = 'before' | 'unfinished' | 'written' | 'after'

/** Folders in which a program changes the file until it is killed; in some of them it removes it as well. */
interface Place {
  readonly folder: string
  readonly words: readonly string[]
  /** By the index of a word; null where there is to be no file. */
  readonly texts: readonly (string | null)[]
}

function places(): readonly Place[] {
  return Array.from({ length: AT_ONCE }, (_each, index) => {
    const folder = path(String(index))
    mkdirSync(folder)
    if (index === 0) {
      mkdirSync(path('dotfiles'))
      writeFileSync(path('dotfiles', 'aws'), TEXTS[0] ?? '')
      symlinkSync('../dotfiles/aws', path('0', 'config'))
    }
    return index < 2
      ? { folder, words: [wordFor('a'), wordFor('b')], texts: TEXTS }
      : { folder, words: [wordFor('a'), wordFor('b'), '-'], texts: [...TEXTS, null] }
  })
}

const folderOf = ({ folder }: Place) => (folder === path('0') ? path('dotfiles') : folder)

function contentOf({ folder }: Place): string | null {
  return statSync(`${folder}/config`, { throwIfNoEntry: false }) === undefined
    ? null
    : readFileSync(`${folder}/config`, 'utf8')
}

function startedIn({ folder, words }: Place): { child: ChildProcess; last: () => number } {
  const child = spawn(process.execPath, [program(), folder, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  return { child, last: () => Number(output.trimEnd().split('\n').at(-1)) }
}

/** @param delay after its first change has begun (ms) */
async function killOnce(place: Place, delay: number): Promise<Phase> {
  const { child, last } = startedIn(place)
  if (child.stdout === null) throw new Error('its output is piped')
  await once(child.stdout, 'data')
  await setTimeout(delay)
  child.kill('SIGKILL')
  const [code, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') throw new Error(`it has ended by itself, with ${code}`)
  const wanted = place.texts[last()]
  const content = contentOf(place)
  if (!place.texts.includes(content) && content !== null) throw new Error(`torn: ${content.length} bytes`)
  const [temporary, ...more] = temporariesIn(folderOf(place))
  if (more.length > 0) throw new Error('more than one temporary file')
  // A new file has its content before it has its name, and both names for a moment.
  if (temporary === undefined) return content === wanted ? 'after' : 'before'
  return lstatSync(`${folderOf(place)}/${temporary}`).size === SIZE ? 'written' : 'unfinished'
}

it(`no file is torn by ${KILLS} kills, and nothing is left when the next start has swept`, async () => {
  const counts: Record<Phase, number> = { before: 0, unfinished: 0, written: 0, after: 0 }
  const run = async (place: Place) => {
    for (let kills = 0; kills < KILLS / AT_ONCE; kills++) {
      // Evenly over some rounds of it.
      counts[await killOnce(place, Math.random() * 40)]++
      await sweep([`${place.folder}/config`, `${place.folder}/credentials`])
      expect(temporariesIn(folderOf(place))).toEqual([])
      // Nor is the name left that a new one had beside its own, which would be refused as a hard link.
      if (contentOf(place) !== null) expect(statSync(`${place.folder}/config`).nlink).toBe(1)
    }
  }
  const all = places()
  await Promise.all(all.map(run))
  expect(lstatSync(path('0', 'config')).isSymbolicLink()).toBe(true)
  expect(all.slice(1).flatMap(({ folder }) => readdirSync(folder).filter(name => name !== 'config'))).toEqual(
    [],
  )
  for (const phase of ['before', 'unfinished', 'written', 'after'] as const)
    expect([phase, counts[phase] >= KILLS / 50, counts]).toEqual([phase, true, counts])
}, 300_000)
