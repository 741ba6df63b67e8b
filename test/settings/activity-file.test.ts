import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { done } from '../../main/core/failures/failure.ts'
import { type ActivityEntry, MOST_ENTRIES } from '../../main/core/tools/activity.ts'
import { ActivityFile } from '../../main/settings/activity-file.ts'
import { process as toolProcess } from '../core/processes.ts'

let folder: string
let path: string
let file: ActivityFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'us-activity-'))
  path = join(folder, 'activity.jsonl')
  file = new ActivityFile(path)
})
afterEach(() => rmSync(folder, { recursive: true }))

function entry(id: number, more: Partial<ActivityEntry> = {}): ActivityEntry {
  return {
    id,
    at: 1_000 + id,
    times: 1,
    lastAt: 1_000 + id,
    route: 'container',
    grant: null,
    session: null,
    tool: toolProcess('aws'),
    parent: null,
    app: null,
    result: { kind: 'refused', reason: 'The token is not that of this URL.\n“x”' },
    ...more,
  }
}
const modeOf = (name: string) => (statSync(name).mode & 0o777).toString(8)
const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1)
const ids = () => new ActivityFile(path).load().map(each => each.id)

describe('what was appended', () => {
  it('is there at the next start, the oldest first', () => {
    const entries = [entry(1), entry(2, { result: { kind: 'handed-out', accessKeyId: 'ASIA1' } })]
    expect(file.load()).toEqual([])
    for (const each of entries) expect(file.append(each)).toEqual(done)
    expect(new ActivityFile(path).load()).toEqual(entries)
    expect(modeOf(path)).toBe('600')
  })

  it('late, since the disk was full, comes in its order', () => {
    for (const id of [2, 3, 1]) file.append(entry(id))
    expect(ids()).toEqual([1, 2, 3])
  })

  it('takes the place of what had its id', () => {
    for (const each of [entry(1), entry(2), entry(1, { times: 7 })]) file.append(each)
    expect(new ActivityFile(path).load().map(({ id, times }) => [id, times])).toEqual([
      [1, 7],
      [2, 1],
    ])
    expect(lines()).toHaveLength(2)
  })

  it('can’t be kept where the disk says no, and that is told', () => {
    mkdirSync(path)
    expect(file.load()).toEqual([])
    expect(file.append(entry(1))).toEqual({
      ok: false,
      failure: { kind: 'activity-not-saved', detail: 'EISDIR' },
    })
  })
})

describe('a file that was spoiled', () => {
  it.each([1, 20, 100])('by a crash %d bytes before the end of a line loses that line and no other', cut => {
    for (const id of [1, 2, 3]) file.append(entry(id))
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.slice(0, -1 - cut))
    const next = new ActivityFile(path)
    expect(next.load().map(each => each.id)).toEqual([1, 2])
    next.append(entry(3))
    expect(ids()).toEqual([1, 2, 3])
  })

  it('by a crash right before the line’s end loses nothing', () => {
    for (const id of [1, 2]) file.append(entry(id))
    writeFileSync(path, readFileSync(path, 'utf8').trimEnd())
    const next = new ActivityFile(path)
    next.load()
    next.append(entry(3))
    expect(ids()).toEqual([1, 2, 3])
  })

  it('by a full disk while the app runs loses no more than the line that was torn', () => {
    mkdirSync(path)
    expect(file.append(entry(1)).ok).toBe(false)
    rmSync(path, { recursive: true })
    writeFileSync(path, '{"id":1,"at"')
    expect(file.append(entry(2)).ok).toBe(true)
    expect(ids()).toEqual([2])
  })

  it('by garbage keeps what can be read', () => {
    file.append(entry(1))
    const garbage = [
      'x',
      '{',
      '[]',
      'null',
      '"text"',
      '\0\0\0',
      '{"id":5}',
      JSON.stringify({ ...entry(6), more: 1 }),
      JSON.stringify({ ...entry(7), id: 'seven' }),
      JSON.stringify({ ...entry(8), result: { kind: 'handed-out', secretAccessKey: 'x' } }),
      '',
    ]
    appendFileSync(path, `${garbage.join('\n')}\n`)
    appendFileSync(path, Buffer.from([0xff, 0xfe, 0x0a]))
    file.append(entry(9))
    expect(ids()).toEqual([1, 9])
    expect(lines()).toHaveLength(2)
  })

  it('by other hands is for the user alone again', () => {
    file.append(entry(1))
    chmodSync(path, 0o666)
    new ActivityFile(path).load()
    expect(modeOf(path)).toBe('600')
  })
})

describe('its size', () => {
  it('is bounded while the app runs', () => {
    let most = 0
    for (let id = 1; id <= 3 * MOST_ENTRIES; id++) {
      file.append(entry(id))
      if (id % 500 === 0) most = Math.max(most, lines().length)
    }
    expect(most).toBeLessThanOrEqual(2 * MOST_ENTRIES + 1)
    const kept = ids()
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([
      MOST_ENTRIES,
      2 * MOST_ENTRIES + 1,
      3 * MOST_ENTRIES,
    ])
  })

  it('is cut at the next start', () => {
    const all = Array.from({ length: MOST_ENTRIES + 10 }, (_, at) => JSON.stringify(entry(at + 1)))
    writeFileSync(path, `${all.join('\n')}\n`)
    expect(ids()).toHaveLength(MOST_ENTRIES)
    expect(lines()).toHaveLength(MOST_ENTRIES)
    expect(readdirSync(folder)).toEqual(['activity.jsonl'])
  })
})

describe('an export', () => {
  const wall = Date.UTC(2026, 6, 15, 12, 30, 45)

  it('is a file of its own with what the screen shows, also in a folder that is not there yet', () => {
    const shown = [entry(1, { times: 9 }), entry(2)]
    file.append(entry(1))
    const downloads = join(folder, 'a', 'Downloads')
    const exported = file.exportTo(downloads, shown, wall)
    const name = join(downloads, 'understudy-activity-2026-07-15T12-30-45-000.jsonl')
    expect(exported).toEqual({ ok: true, value: name })
    expect(modeOf(name)).toBe('600')
    expect(new ActivityFile(name).load()).toEqual(shown)
    expect(lines()).toHaveLength(1)
  })

  it('writes over nothing, and says so', () => {
    file.append(entry(1))
    const name = join(folder, 'understudy-activity-2026-07-15T12-30-45-000.jsonl')
    writeFileSync(name, 'the user’s own')
    expect(file.exportTo(folder, [], wall)).toEqual({
      ok: false,
      failure: { kind: 'not-exported', file: name, detail: 'EEXIST' },
    })
    expect(readFileSync(name, 'utf8')).toBe('the user’s own')
  })

  it('of nothing is an empty file', () => {
    const exported = file.exportTo(folder, [], wall)
    expect(exported.ok && readFileSync(exported.value, 'utf8')).toBe('')
    expect(existsSync(path)).toBe(false)
  })
})
