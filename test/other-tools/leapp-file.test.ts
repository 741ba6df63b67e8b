import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readLeappFile } from '../../main/other-tools/leapp-file.ts'
import { machineIds, thisMachine } from '../../main/other-tools/machine-ids.ts'
import { encryptAsLeapp, leappPassphrase, leappWorkspace, writeLeapp } from '../support/other-tools.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'us-leapp-'))
})
afterEach(() => rm(home, { recursive: true }))

const user = { sessionId: 'u1', sessionName: 'alice', type: 'awsIamUser', region: 'eu-central-1' }
const read = () => readLeappFile(home, () => machineIds(process.platform, thisMachine()))
const file = () => path.join(home, '.Leapp', 'Leapp-lock.json')

async function write(text: string): Promise<void> {
  await mkdir(path.join(home, '.Leapp'))
  await writeFile(file(), text)
}

const refused = (reason: string, detail: unknown = expect.any(String)) => ({
  ok: false,
  failure: { kind: 'other-tool', tool: 'Leapp', reason, detail },
})

describe('Leapp’s file', () => {
  it('of this machine is read, and left as it is', async () => {
    const written = await writeLeapp(home, leappWorkspace([user]))
    expect(written).toBe(file())
    const before = [await readFile(file(), 'utf8'), (await stat(file())).mtimeMs]
    expect(await read()).toMatchObject({
      ok: true,
      value: { sessions: [{ id: 'u1', name: 'alice' }], unknown: 0, samlDuration: 3600 },
    })
    expect([await readFile(file(), 'utf8'), (await stat(file())).mtimeMs]).toEqual(before)
  })

  it('is found under whichever of the machine’s names it was encrypted', async () => {
    await write(encryptAsLeapp(JSON.stringify(leappWorkspace([user])), leappPassphrase('second')))
    const result = await readLeappFile(home, async () => ['first', 'second', 'third'])
    expect(result).toMatchObject({ ok: true, value: { sessions: [{ id: 'u1' }] } })
  })

  it('is not there for who has never used Leapp', async () => {
    expect(await read()).toEqual({ ok: true, value: null })
    await writeFile(path.join(home, '.Leapp'), '')
    expect(await read()).toEqual({ ok: true, value: null })
  })

  it('of another machine is told from one that is damaged', async () => {
    await write(encryptAsLeapp(JSON.stringify(leappWorkspace([user])), leappPassphrase('another')))
    expect(await read()).toEqual(refused('not-this-machine', ''))
    await truncate(file(), 100)
    expect(await read()).toEqual(refused('unreadable', 'it is not what Leapp writes'))
  })

  it('of a machine that has no name can’t be opened', async () => {
    await writeLeapp(home, leappWorkspace([user]))
    expect(await readLeappFile(home, async () => [])).toEqual(refused('not-this-machine'))
  })

  it('that holds something else is told so', async () => {
    await writeLeapp(home, { workspaces: [] })
    expect(await read()).toEqual(refused('unreadable', 'it holds no sessions'))
  })

  it('that is no file, or a huge one, is not read', async () => {
    await mkdir(file(), { recursive: true })
    expect(await read()).toEqual(refused('unreadable', 'it is no file'))
    await rm(file(), { recursive: true })
    await writeFile(file(), '')
    await truncate(file(), 33 * 1024 * 1024)
    expect(await read()).toEqual(refused('unreadable', 'it is too large'))
  })
})
