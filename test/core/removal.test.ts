import { beforeEach, describe, expect, it } from 'vitest'
import type { EditRecord } from '../../main/core/aws-files/history.ts'
import type { KeptToken } from '../../main/core/broker/kept-tokens.ts'
import { done, type Failure, fail, type Result } from '../../main/core/failures/failure.ts'
import { Removal, removalGroups } from '../../main/core/removal.ts'
import { Secret } from '../../main/core/secret.ts'
import { FakeSecretStore } from '../support/fakes.ts'
import { cluster } from './recipes.ts'
import { alice, catalogOf, identityId } from './world.ts'

const locked: Failure = { kind: 'keychain', reason: 'locked', detail: '' }
const newcomer = { ...alice, id: identityId('bob'), name: 'bob', accessKeyHint: '', keychainAccount: 'none' }

const token = (item: string): KeptToken => ({
  node: 'node' as KeptToken['node'],
  keyItem: alice.keychainAccount,
  item,
  servedUntil: 0,
})
const edit = (id: string, keychainAccount: string | null): EditRecord => ({
  id: id as EditRecord['id'],
  at: 0,
  what: 'set-profile',
  names: ['dev'],
  files: [],
  profilesBefore: [],
  keychainAccount,
})

/** What is removed, in the order in which it is. */
let steps: string[]
let store: FakeSecretStore
let tokens: readonly KeptToken[]
let profiles: Result<void>
let probe: Result<void>
let login: Result<void>
let removal: Removal

beforeEach(() => {
  steps = []
  store = new FakeSecretStore()
  for (const item of [alice.keychainAccount, 'token-1', 'token-2', 'lines'])
    store.items.set(item, new Secret('x'))
  tokens = [token('token-1')]
  profiles = done
  probe = done
  login = done
  const step = <T>(name: string, result: T): T => {
    steps.push(name)
    return result
  }
  removal = new Removal({
    catalog: () => ({
      ...catalogOf([], [alice, cluster, newcomer]),
      profiles: [{ name: 'dev', target: { kind: 'current' }, region: null, output: null }],
    }),
    index: {
      get keptTokens() {
        return tokens
      },
      edits: [edit('1', 'lines'), edit('2', null)],
    },
    keychain: {
      remove: account => {
        steps.push(account)
        // One that came in while the first ones went.
        if (account === 'lines') tokens = [...tokens, token('token-2')]
        return store.remove(account)
      },
      removeProbe: () => Promise.resolve(step('probe', probe)),
    },
    profiles: {
      paths: { config: '/home/me/.aws/config', credentials: '/home/me/.aws/credentials' },
      removeAll: () => Promise.resolve(step('profiles', profiles)),
    },
    folder: {
      path: '/home/me/.config/Understudy',
      list: () => ({ ours: ['tools', 'understudy.json'], electrons: ['Cache'], others: ['notes.txt'] }),
    },
    loginStart: {
      place: '/home/me/.config/autostart/understudy.desktop',
      set: () => step('login', login),
    },
    stopAll: () => step('stop', undefined),
    leave: () => Promise.resolve(step('leave', undefined)),
  })
})

describe('what would be removed', () => {
  it('is told with what would stay, and nothing is done yet', () => {
    const { stays, ...rest } = removal.list()
    expect(rest).toEqual({
      keychain: { keys: ['alice'], sessionTokens: 1, changes: 1 },
      profiles: { path: '/home/me/.aws/config', names: ['dev'] },
      files: {
        folder: '/home/me/.config/Understudy',
        names: ['tools', 'understudy.json'],
        electrons: 1,
        atLogin: '/home/me/.config/autostart/understudy.desktop',
      },
    })
    expect(stays[0]).toBe('What others have put into that folder: notes.txt.')
    expect(stays.join()).toContain('not known here any more')
    expect(steps).toEqual([])
  })
})

describe('removing everything', () => {
  it.each(removalGroups)('does nothing while nobody has said yes to all: %s', async group => {
    const others = removalGroups.filter(each => each !== group)
    expect(await removal.run(others)).toMatchObject({
      failure: { kind: 'invalid', problems: [{ field: group }] },
    })
    expect(steps).toEqual([])
  })

  it('takes the profiles first and the folder last, and what comes in meanwhile too', async () => {
    expect(await removal.run(removalGroups)).toEqual(done)
    const items = [alice.keychainAccount, 'token-1', 'lines', 'token-2']
    expect(steps).toEqual(['profiles', 'login', 'stop', ...items, 'probe', 'leave'])
    expect(store.items.size).toBe(0)
  })

  it('stops at a file that can’t be changed: nothing else goes, and sessions go on', async () => {
    const why: Failure = { kind: 'aws-file', path: '/x', reason: 'read-only', detail: '' }
    profiles = fail(why)
    expect(await removal.run(removalGroups)).toEqual(fail(why))
    expect(steps).toEqual(['profiles'])
  })

  it('stops at a start at login that can’t be undone', async () => {
    const why: Failure = { kind: 'not-at-login', detail: 'EACCES' }
    login = fail(why)
    expect(await removal.run(removalGroups)).toEqual(fail(why))
    expect(steps).toEqual(['profiles', 'login'])
  })

  it('leaves the settings where the keychain is locked, says what is left, and can be tried again', async () => {
    store.failures.set('remove', locked)
    expect(await removal.run(removalGroups)).toEqual(
      fail({
        kind: 'not-removed',
        left: ['the key of alice', 'a session token', 'lines that were taken out of AWS files'],
        why: locked,
      }),
    )
    expect(steps).not.toContain('leave')
    store.failures.clear()
    expect(await removal.run(removalGroups)).toEqual(done)
    expect(store.items.size).toBe(0)
    expect(steps.at(-1)).toBe('leave')
  })

  it('leaves the settings where even what is no secret can’t go', async () => {
    probe = fail(locked)
    expect(await removal.run(removalGroups)).toMatchObject({ failure: { kind: 'not-removed', why: locked } })
    expect(steps.at(-1)).toBe('probe')
  })
})
