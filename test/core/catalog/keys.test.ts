import { beforeEach, describe, expect, it } from 'vitest'
import type { AccessKey } from '../../../main/core/broker/credentials.ts'
import { Catalog } from '../../../main/core/catalog/catalog.ts'
import { emptyCatalog } from '../../../main/core/catalog/catalog-data.ts'
import type { IamUser } from '../../../main/core/catalog/identity.ts'
import { type KeySettings, Keys } from '../../../main/core/catalog/keys.ts'
import { done, type Failure, fail, succeed } from '../../../main/core/failures/failure.ts'
import { Secret } from '../../../main/core/secret.ts'
import {
  countingIds,
  FakeCatalogStore,
  FakeLookups,
  FakeSecretStore,
  flush,
  TYPED_SECRET,
} from '../../support/fakes.ts'
import { cluster } from '../recipes.ts'
import { ALICE_ARN, ALICE_DEVICE, awsFailure } from '../world.ts'

const settings: KeySettings = {
  name: '',
  mfaSerial: ALICE_DEVICE,
  region: 'eu-central-1',
  fallbackRegion: null,
  globalSts: false,
  stsUrl: null,
}
const keyNamed = (end: string): AccessKey => ({
  accessKeyId: `AKIAIOSFODNN7EXA${end}`,
  secretAccessKey: new Secret(TYPED_SECRET),
})
const locked: Failure = { kind: 'keychain', reason: 'locked', detail: '' }
const notSaved: Failure = { kind: 'not-saved', detail: 'ENOSPC' }

let store: FakeSecretStore
let saved: FakeCatalogStore
let catalog: Catalog
let lookups: FakeLookups
let keys: Keys

beforeEach(() => {
  store = new FakeSecretStore()
  saved = new FakeCatalogStore()
  catalog = new Catalog(emptyCatalog, saved, countingIds('grant'), () => {})
  lookups = new FakeLookups()
  keys = new Keys(store, catalog, lookups, countingIds())
})

function only(): IamUser {
  const [identity, ...others] = catalog.data.identities
  if (identity?.kind !== 'iam-user' || others.length > 0) throw new Error('There is not one key.')
  return identity
}

async function readable(identity: IamUser): Promise<string> {
  const read = await keys.read(identity)
  return read.ok ? read.value.accessKeyId : read.failure.kind
}

describe('a key that is added', () => {
  it('is asked of AWS, written, read back, and only then in the catalog', async () => {
    expect(await keys.add(settings, keyNamed('MPL1'))).toEqual(succeed(undefined))
    const identity = only()
    expect(identity).toEqual({
      kind: 'iam-user',
      id: 'id-1',
      ...settings,
      name: 'alice',
      arn: ALICE_ARN,
      account: '111122223333',
      accessKeyHint: 'AKIA…MPL1',
      keychainAccount: 'access-key/id-2',
    })
    expect(store.log).toEqual(['set access-key/id-2', 'get access-key/id-2'])
    expect(lookups.asked).toMatchObject([
      { endpoint: { region: 'eu-central-1', fallbackRegion: null, url: null } },
    ])
    const read = await keys.read(identity)
    if (!read.ok) throw new Error(read.failure.kind)
    expect([read.value.accessKeyId, read.value.secretAccessKey.reveal()]).toEqual([
      'AKIAIOSFODNN7EXAMPL1',
      TYPED_SECRET,
    ])
  })

  it('is in no saved file', async () => {
    await keys.add(settings, keyNamed('MPL1'))
    expect(saved.saved).toHaveLength(1)
    expect(JSON.stringify(saved.saved)).not.toMatch(/hidden|EXAMPL1/)
  })

  it('takes the name that was typed', async () => {
    await keys.add({ ...settings, name: 'at work' }, keyNamed('MPL1'))
    expect(only().name).toBe('at work')
  })

  it('that AWS refuses is kept nowhere', async () => {
    lookups.caller = fail(awsFailure('InvalidClientTokenId'))
    expect(await keys.add(settings, keyNamed('MPL1'))).toEqual(lookups.caller)
    expect(store.log).toEqual([])
    expect(catalog.data.identities).toEqual([])
  })

  it('with anything wrong is not shown to AWS, and each field is named', async () => {
    const wrong = {
      name: 'a\nb',
      mfaSerial: 'x',
      region: 'x',
      fallbackRegion: null,
      globalSts: false,
      stsUrl: 'http://sts.example',
    }
    const result = await keys.add(wrong, { accessKeyId: 'x', secretAccessKey: new Secret('x') })
    if (result.ok || result.failure.kind !== 'invalid') throw new Error('It was taken.')
    expect(result.failure.problems.map(each => each.field)).toEqual([
      'name',
      'mfaSerial',
      'region',
      'stsUrl',
      'accessKeyId',
      'secretAccessKey',
    ])
    expect(lookups.asked).toEqual([])
  })

  it('has no fallback Region beside a URL of its own, which would never ask it', async () => {
    const both = { ...settings, fallbackRegion: 'eu-west-1', stsUrl: 'https://sts.example' }
    const result = await keys.add(both, keyNamed('MPL1'))
    if (result.ok || result.failure.kind !== 'invalid') throw new Error('It was taken.')
    expect(result.failure.problems.map(each => each.field)).toEqual(['fallbackRegion'])
    expect(await keys.add({ ...both, stsUrl: null }, keyNamed('MPL1'))).toEqual(done)
  })

  it('is not in the catalog where the keychain did not take it', async () => {
    store.failures.set('set', locked)
    expect(await keys.add(settings, keyNamed('MPL1'))).toEqual(fail(locked))
    expect(catalog.data.identities).toEqual([])
  })

  it.each<[string, () => void, Failure['kind']]>([
    ['can’t be', () => store.failures.set('get', locked), 'keychain'],
    ['finds nothing', () => set(null), 'keychain'],
    ['finds what is no key', () => set(new Secret('{"accessKeyId":"AKIA"}')), 'keychain'],
    ['finds no JSON', () => set(new Secret('x')), 'keychain'],
    ['finds another key', () => set(item('AKIAIOSFODNN7EXAOTHR', TYPED_SECRET)), 'keychain'],
    ['finds a shortened secret', () => set(item('AKIAIOSFODNN7EXAMPL1', TYPED_SECRET.slice(1))), 'keychain'],
  ])('whose reading back %s is a failure, and leaves nothing behind', async (_, prepare, kind) => {
    prepare()
    expect(await keys.add(settings, keyNamed('MPL1'))).toMatchObject({ ok: false, failure: { kind } })
    expect(catalog.data.identities).toEqual([])
    expect([...store.items.keys()]).toEqual([])
  })

  it('leaves nothing in the keychain where the catalog could not be saved', async () => {
    saved.failure = notSaved
    expect(await keys.add(settings, keyNamed('MPL1'))).toEqual(fail(notSaved))
    expect([...store.items.keys()]).toEqual([])
  })
})

const refuse = () => {
  lookups.caller = fail(awsFailure('SignatureDoesNotMatch'))
}
const failToSave = () => {
  saved.failure = notSaved
}
const set = (value: Secret | null) => {
  store.getsInstead = value
}
const item = (accessKeyId: string, secretAccessKey: string) =>
  new Secret(JSON.stringify({ accessKeyId, secretAccessKey }))

describe('names', () => {
  it('that are taken are refused', async () => {
    await keys.add({ ...settings, name: 'work' }, keyNamed('MPL1'))
    expect(await keys.add({ ...settings, name: 'work' }, keyNamed('MPL2'))).toMatchObject({
      failure: { kind: 'invalid', problems: [{ field: 'name', problem: expect.stringContaining('work') }] },
    })
    expect(await keys.edit(only().id, { ...settings, name: 'work' }, null)).toEqual(succeed(undefined))
  })

  it.each([
    ['taken from AWS', ['', '']],
    ['typed at the same time', ['work', 'work']],
  ])('%s are never two keys’', async (_, [first = '', second = '']) => {
    await Promise.all([
      keys.add({ ...settings, name: first }, keyNamed('MPL1')),
      keys.add({ ...settings, name: second }, keyNamed('MPL2')),
    ])
    const names = catalog.data.identities.map(identity => identity.name)
    expect(names.length).toBeGreaterThan(0)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('a key that is replaced', () => {
  beforeEach(async () => {
    await keys.add(settings, keyNamed('MPL1'))
    store.log.length = 0
  })

  it('loses its old item only after the new one is known to be readable', async () => {
    const old = only()
    saved.gate.shut()
    const edited = keys.edit(old.id, settings, keyNamed('MPL2'))
    await flush()
    expect(store.log).toEqual(['set access-key/id-3', 'get access-key/id-3'])
    expect(await readable(only())).toBe('AKIAIOSFODNN7EXAMPL1')
    await saved.gate.open()
    expect(await edited).toEqual(succeed(undefined))
    expect(only()).toMatchObject({
      id: old.id,
      accessKeyHint: 'AKIA…MPL2',
      keychainAccount: 'access-key/id-3',
    })
    expect([...store.items.keys()]).toEqual(['access-key/id-3'])
  })

  it.each<[string, () => void]>([
    ['AWS refuses the new one', () => refuse()],
    ['the keychain does not take it', () => store.failures.set('set', locked)],
    ['it can’t be read back', () => store.failures.set('get', locked)],
    ['the catalog can’t be saved', () => failToSave()],
  ])('goes on as it was where %s', async (_, prepare) => {
    const old = only()
    prepare()
    expect((await keys.edit(old.id, settings, keyNamed('MPL2'))).ok).toBe(false)
    expect(only()).toEqual(old)
    store.failures.clear()
    expect(await readable(old)).toBe('AKIAIOSFODNN7EXAMPL1')
    expect([...store.items.keys()]).toEqual([old.keychainAccount])
  })

  it('is no failure where the old item stays', async () => {
    store.failures.set('remove', locked)
    expect(await keys.edit(only().id, settings, keyNamed('MPL2'))).toEqual(succeed(undefined))
    expect(await readable(only())).toBe('AKIAIOSFODNN7EXAMPL2')
  })

  it('is not lost by settings that are edited at the same time', async () => {
    const { id } = only()
    saved.gate.shut()
    const edits = [keys.edit(id, settings, keyNamed('MPL2'))]
    await flush()
    edits.push(keys.edit(id, { ...settings, region: 'eu-west-1' }, null))
    await saved.gate.open()
    await Promise.all(edits)
    expect(only().region).toBe('eu-west-1')
    expect(await readable(only())).toBe('AKIAIOSFODNN7EXAMPL2')
  })
})

describe('settings that are edited without the key', () => {
  beforeEach(() => keys.add(settings, keyNamed('MPL1')))

  it('touch neither AWS nor the keychain', async () => {
    const old = only()
    const asked = lookups.asked.length
    const changed = {
      name: 'work',
      mfaSerial: null,
      region: 'eu-west-1',
      fallbackRegion: null,
      globalSts: false,
      stsUrl: 'https://sts.example',
    }
    store.log.length = 0
    expect(await keys.edit(old.id, changed, null)).toEqual(succeed(undefined))
    expect(only()).toEqual({ ...old, ...changed })
    expect([store.log, lookups.asked.length]).toEqual([[], asked])
  })

  it('fall back to the user’s own name', async () => {
    await keys.edit(only().id, { ...settings, name: 'work' }, null)
    await keys.edit(only().id, settings, null)
    expect(only().name).toBe('alice')
  })

  it('are refused where they are wrong, or of no identity', async () => {
    const { id } = only()
    expect(await keys.edit(id, { ...settings, region: 'x' }, null)).toMatchObject({
      failure: { kind: 'invalid', problems: [{ field: 'region' }] },
    })
    await keys.remove(id)
    expect(await keys.edit(id, settings, null)).toEqual(fail({ kind: 'not-found', what: 'identity' }))
  })
})

describe('a key that is removed', () => {
  beforeEach(() => keys.add(settings, keyNamed('MPL1')))

  it('is let go by the keychain first, so that no item is left that nobody knows of', async () => {
    const { id } = only()
    store.failures.set('remove', locked)
    expect(await keys.remove(id)).toEqual(fail(locked))
    expect(await readable(only())).toBe('AKIAIOSFODNN7EXAMPL1')
    store.failures.clear()
    saved.failure = notSaved
    expect(await keys.remove(id)).toEqual(fail(notSaved))
    expect(only().id).toBe(id)
    saved.failure = null
    expect(await keys.remove(id)).toEqual(succeed(undefined))
    expect([...store.items.keys()]).toEqual([])
    expect(await keys.remove(id)).toEqual(fail({ kind: 'not-found', what: 'identity' }))
  })

  it('is missing, and says whose, where somebody else has taken it', async () => {
    store.items.clear()
    expect(await keys.read(only())).toEqual(fail({ kind: 'keychain', reason: 'missing', detail: 'alice' }))
  })
})

describe('a key that AWS does not know', () => {
  const unknown = fail(awsFailure('InvalidClientTokenId'))
  const dead: Failure = { kind: 'dead-key', accessKeyHint: 'AKIA…MPL2', account: '777788889999' }
  const accounts = () => lookups.asked.filter(each => each.what === 'accountOfKey')

  beforeEach(async () => {
    await keys.add(settings, keyNamed('MPL1'))
    lookups.asked.length = 0
    lookups.caller = unknown
    lookups.account = succeed('777788889999')
  })

  it('is dead where AWS tells another key whose it is', async () => {
    expect(await keys.add({ ...settings, name: 'work' }, keyNamed('MPL2'))).toEqual(fail(dead))
    expect(accounts()).toMatchObject([
      {
        of: 'AKIAIOSFODNN7EXAMPL2',
        signer: { accessKeyId: 'AKIAIOSFODNN7EXAMPL1', sessionToken: null },
        endpoint: { region: 'eu-central-1' },
      },
    ])
    expect(only().accessKeyHint).toBe('AKIA…MPL1')
  })

  it('is told as AWS tells it where no other can ask', async () => {
    lookups.account = fail(awsFailure('ValidationError'))
    expect(await keys.add({ ...settings, name: 'work' }, keyNamed('MPL2'))).toEqual(unknown)
    store.failures.set('get', locked)
    expect(await keys.add({ ...settings, name: 'work' }, keyNamed('MPL2'))).toEqual(unknown)
    expect(accounts()).toHaveLength(1)
  })

  it.each<[string, Partial<KeySettings>]>([
    ['another partition', { region: 'us-gov-west-1' }],
    ['another STS, which may know other accounts', { stsUrl: 'http://127.0.0.1:4566' }],
  ])('is shown to no key of %s', async (_, changes) => {
    expect(await keys.add({ ...settings, name: 'work', ...changes }, keyNamed('MPL2'))).toEqual(unknown)
    expect(accounts()).toEqual([])
  })

  it('is no matter of its account where AWS refuses it for another reason', async () => {
    lookups.caller = fail(awsFailure('SignatureDoesNotMatch'))
    expect(await keys.add({ ...settings, name: 'work' }, keyNamed('MPL2'))).toEqual(lookups.caller)
    expect(accounts()).toEqual([])
  })

  it('is asked about by no provider', async () => {
    lookups.caller = new FakeLookups().caller
    await keys.remove(only().id)
    await catalog.addIdentity(cluster)
    lookups.caller = unknown
    expect(await keys.add(settings, keyNamed('MPL2'))).toEqual(unknown)
    expect(accounts()).toEqual([])
  })
})

it('a provider is no key: it can’t be edited or removed as one', async () => {
  await catalog.addIdentity(cluster)
  const gone = fail({ kind: 'not-found', what: 'identity' })
  expect(await keys.edit(cluster.id, settings, null)).toEqual(gone)
  expect(await keys.remove(cluster.id)).toEqual(gone)
  expect(store.log).toEqual([])
})

it('has the global STS where there is one, and is asked for there', async () => {
  expect(await keys.add({ ...settings, globalSts: true }, keyNamed('MPL1'))).toEqual(done)
  expect(only().globalSts).toBe(true)
  expect(lookups.asked[0]?.endpoint).toEqual({
    region: 'us-east-1',
    url: 'https://sts.amazonaws.com',
    fallbackRegion: null,
  })
  expect(
    await keys.edit(only().id, { ...settings, globalSts: true, region: 'cn-north-1' }, null),
  ).toMatchObject({ failure: { kind: 'invalid', problems: [{ field: 'globalSts' }] } })
})
