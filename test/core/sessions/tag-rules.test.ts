import { describe, expect, it } from 'vitest'
import type { AssumeRoleSession, SessionTag } from '../../../main/core/sessions/session.ts'
import { checkInherited, checkSourceIdentity, checkTags } from '../../../main/core/sessions/tag-rules.ts'
import { cluster, webRole } from '../recipes.ts'
import { alice, catalogOf, fromSession, role } from '../world.ts'

const tag = (key: string, value = 'x'): SessionTag => ({ key, value })
const many = (count: number) => Array.from({ length: count }, (_, at) => tag(`tag ${at}`))

describe('tags', () => {
  it.each<[string, readonly SessionTag[], readonly string[], readonly (readonly [string, string])[]]>([
    ['none', [], [], []],
    ['some', [tag('team', 'blue'), tag('Cost-Center: A', '')], [], []],
    ['passed on', [tag('team'), tag('cost')], ['team', 'cost'], []],
    ['passed on in another case', [tag('Team')], ['team'], []],
    ['fifty', many(50), [], []],
    ['fifty-one', many(51), [], [['tags', '50 tags at most; these are 51']]],
    ['a key of nothing', [tag('')], [], [['tags', 'The tag key “” has 1 to 128 characters; this has 0']]],
    ['a key with an asterisk', [tag('a*')], [], [['tags', 'The tag key “a*” may hold only']]],
    ['a long value', [tag('a', 'x'.repeat(257))], [], [['tags', 'The value of the tag “a” has 0 to 256']]],
    ['one twice', [tag('team', '1'), tag('team', '2')], [], [['tags', '“team” is there twice']]],
    ['one twice in two cases', [tag('team'), tag('TEAM')], [], [['tags', '“TEAM” is there twice']]],
    ['one of AWS’s own', [tag('aws:team')], [], [['tags', '“aws:team” starts with aws:']]],
    ['one of AWS’s own, in capitals', [tag('AWS:team')], [], [['tags', 'starts with aws:']]],
    ['passed on, and not there', [tag('team')], ['cost'], [['transitiveTagKeys', '“cost” is no key']]],
    [
      'more passed on than can be',
      many(50),
      [...many(50).map(each => each.key), 'tag 0'],
      [['transitiveTagKeys', '50 transitive tag keys at most; these are 51']],
    ],
  ])('are checked before AWS is asked: %s', (_, tags, transitive, expected) => {
    expect(checkTags(tags, transitive)).toEqual(
      expected.map(([field, part]) => ({ field, problem: expect.stringContaining(part) })),
    )
  })
})

it.each([
  [null, null],
  ['alice@corp.example', null],
  ['a', '2 to 256 characters; this has 1'],
  ['alice smith', 'letters, digits'],
  ['aws:alice', 'can’t start with aws:'],
  ['AWS:alice', 'can’t start with aws:'],
])('a source identity is checked before AWS is asked: %j', (identity, part) => {
  const expected = { field: 'sourceIdentity', problem: expect.stringContaining(part ?? '') }
  expect(checkSourceIdentity(identity)).toEqual(part === null ? [] : [expected])
})

describe('what a session before has set', () => {
  const data = catalogOf(
    [
      role('first', {
        tags: [tag('team', 'blue'), tag('cost', '1')],
        transitiveTagKeys: ['team'],
        sourceIdentity: 'alice',
      }),
      role('second', { source: fromSession('first') }),
      role('plain'),
      webRole('web'),
      role('a', { source: fromSession('b') }),
      role('b', { source: fromSession('a'), sourceIdentity: 'bob' }),
    ],
    [alice, cluster],
  )
  const from = (source: string, changes: Partial<AssumeRoleSession>) =>
    checkInherited(role('new', { source: fromSession(source), ...changes }), data)

  it.each<[string, string, Partial<AssumeRoleSession>, readonly (readonly [string, string])[]]>([
    ['other tags', 'second', { tags: [tag('other')] }, []],
    ['a tag that was not passed on', 'second', { tags: [tag('cost', '2')] }, []],
    ['nothing', 'second', {}, []],
    ['the same identity', 'second', { sourceIdentity: 'alice' }, []],
    ['anything, where nothing was set', 'plain', { tags: [tag('team')], sourceIdentity: 'bob' }, []],
    ['anything, after a token that may have set it', 'web', { sourceIdentity: 'bob' }, []],
    [
      'a tag that is passed on',
      'first',
      { tags: [tag('team', 'red')] },
      [['tags', '“team” comes from first']],
    ],
    ['the same from further up', 'second', { tags: [tag('TEAM')] }, [['tags', '“TEAM” comes from first']]],
    ['another identity', 'first', { sourceIdentity: 'bob' }, [['sourceIdentity', '“alice” from first on']]],
    ['another from further up', 'second', { sourceIdentity: 'bob' }, [['sourceIdentity', '“alice”']]],
    ['another than in a circle', 'a', { sourceIdentity: 'eve' }, [['sourceIdentity', '“bob” from b on']]],
  ])('bounds what comes after: %s', (_, source, changes, expected) => {
    expect(from(source, changes)).toEqual(
      expected.map(([field, part]) => ({ field, problem: expect.stringContaining(part) })),
    )
  })

  it('is nothing to a session that starts from a key', () => {
    expect(checkInherited(role('new', { tags: [tag('team')], sourceIdentity: 'bob' }), data)).toEqual([])
  })
})
