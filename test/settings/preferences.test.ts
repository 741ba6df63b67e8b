import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NodeKey } from '../../main/core/broker/chain.ts'
import type { KeptToken } from '../../main/core/broker/kept-tokens.ts'
import { emptyCatalog } from '../../main/core/catalog/catalog-data.ts'
import { done } from '../../main/core/failures/failure.ts'
import { defaultPreferences, type Preferences } from '../../main/core/preferences.ts'
import type { Settings } from '../../main/settings/settings.ts'
import { loadFrom, MAIN, onFullDisk } from './profile.ts'

const chosen: Preferences = {
  keepSessionTokens: false,
  forgetOnLock: true,
  forgetWhenIdle: 30,
  leaseMinutes: 15,
  shortcut: 'CommandOrControl+Alt+F9',
  notifications: { codes: true, leases: false, renewals: false },
  appearance: 'dark',
  lookForUpdates: false,
  skippedUpdate: '1.2.4',
  gettingStarted: false,
}
const tokens: readonly KeptToken[] = [
  {
    node: '[["durationSeconds",null]]' as NodeKey,
    keyItem: 'access-key/1',
    item: 'session-token/1',
    servedUntil: 0,
  },
]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'us-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const kept = ({ preferences, keptTokens, ports }: Settings) => ({
  preferences,
  keptTokens,
  port: ports.credentials.port,
})

describe('preferences, and the index of kept tokens', () => {
  it('are there at the next start, whatever else is saved after them', async () => {
    const settings = loadFrom(folder)
    expect(settings.savePreferences(chosen)).toEqual(done)
    expect(settings.saveKeptTokens(tokens)).toEqual(done)
    settings.ports.credentials.savePort(23_456)
    await settings.save(emptyCatalog)
    const all = { preferences: chosen, keptTokens: tokens, port: 23_456 }
    expect(kept(settings)).toEqual(all)
    expect(kept(loadFrom(folder))).toEqual(all)
  })

  it('are told not to be saved on a full disk, and nothing is changed', () => {
    const before = loadFrom(folder)
    before.savePreferences(chosen)
    const full = loadFrom(folder, onFullDisk)
    const notSaved = { ok: false, failure: { kind: 'not-saved', detail: 'ENOSPC' } }
    expect(full.savePreferences(defaultPreferences)).toEqual(notSaved)
    expect(full.saveKeptTokens(tokens)).toEqual(notSaved)
    for (const settings of [full, loadFrom(folder)])
      expect(kept(settings)).toEqual({ preferences: chosen, keptTokens: [], port: null })
  })

  it('are of before where only the spare file could be written', () => {
    loadFrom(folder).savePreferences(chosen)
    const half = loadFrom(folder, (file, name) => (name === 'understudy' ? onFullDisk(file) : file))
    expect(half.saveKeptTokens(tokens)).toMatchObject({ ok: false })
    for (const settings of [half, loadFrom(folder)]) expect(settings.keptTokens).toEqual([])
  })

  it.each<[string, object]>([
    ['a time that is not offered', { preferences: { ...chosen, forgetWhenIdle: 7 } }],
    ['a choice that is none', { preferences: { ...chosen, forgetOnLock: 'yes' } }],
    ['a choice too many', { preferences: { ...chosen, more: true } }],
    ['a token itself among the index', { keptTokens: [{ ...tokens[0], sessionToken: 'x' }] }],
    ['a token that nobody knows the end of', { keptTokens: [{ ...tokens[0], servedUntil: null }] }],
  ])('with garbage inside are put aside: %s', (_, garbage) => {
    loadFrom(folder).savePreferences(chosen)
    const file = path.join(folder, MAIN)
    const good: unknown = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify(Object.assign({}, good, garbage)))
    const settings = loadFrom(folder)
    expect(settings.notice).toMatchObject({ kind: 'settings-put-aside', restored: true })
    expect(kept(settings)).toEqual({ preferences: chosen, keptTokens: [], port: null })
  })
})
