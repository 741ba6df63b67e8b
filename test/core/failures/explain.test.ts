import { describe, expect, it } from 'vitest'
import { explain, explainInOneLine } from '../../../main/core/failures/explain.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { assumeRole, SESSION_TOKEN } from '../../support/requests.ts'
import { ADMIN_ARN, ALICE_ARN, awsFailure, facts, offline } from '../world.ts'

const withExternalId = assumeRole(ADMIN_ARN, { externalId: 'theirs' })

/** One of each kind and reason; the type makes it fail to compile when a kind is added. */
const each: { readonly [Kind in Failure['kind']]: readonly Extract<Failure, { kind: Kind }>[] } = {
  aws: [
    'AccessDenied',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'SignatureDoesNotMatch',
    'ExpiredToken',
    'ExpiredTokenException',
    'ValidationError',
    'RegionDisabledException',
    'Throttling',
    'PackedPolicyTooLarge',
    'MalformedPolicyDocument',
    'SomethingNew',
    'InternalFailure',
  ].flatMap(code => [
    awsFailure(code),
    awsFailure(code, 'As AWS says it.', { operation: 'GetCallerIdentity', caller: null, request: null }),
    awsFailure(code, 'As AWS says it.', {}, { status: 500 }),
    awsFailure(code, 'As AWS says it.', { mfa: true, request: withExternalId }, { skew: -600_000 }),
  ]),
  'lease-needed': [{ kind: 'lease-needed', session: 'prod' }],
  'no-tray': (['no-host', 'no-bus'] as const).map(reason => ({ kind: 'no-tray', reason })),
  shortcut: (['taken', 'wayland'] as const).map(reason => ({
    kind: 'shortcut',
    keys: 'Alt+Shift+U',
    reason,
  })),
  'not-at-login': [{ kind: 'not-at-login', detail: 'EACCES' }],
  'not-taken': [{ kind: 'not-taken' }],
  'no-update-news': (['unreachable', 'timed-out', 'unsigned', 'forged', 'unreadable'] as const).map(
    reason => ({
      kind: 'no-update-news',
      reason,
      host: 'updates.example.com',
      detail: 'ENOTFOUND',
    }),
  ),
  'not-updated': (['unreachable', 'timed-out', 'wrong-file', 'not-written'] as const).map(reason => ({
    kind: 'not-updated',
    reason,
    version: '1.2.4',
    detail: 'ENOSPC',
  })),
  'not-confirmed': [{ kind: 'not-confirmed', session: 'prod' }],
  network: (['timed-out', 'unreachable', 'tls'] as const).map(reason => ({
    kind: 'network',
    reason,
    detail: 'ENOTFOUND',
    call: facts,
  })),
  'malformed-answer': [{ kind: 'malformed-answer', call: facts }],
  keychain: (['unavailable', 'locked', 'timed-out', 'missing'] as const).map(reason => ({
    kind: 'keychain',
    reason,
    detail: 'alice',
  })),
  mfa: (['cancelled', 'unanswered', 'quiet', 'withdrawn', 'locked'] as const).map(reason => ({
    kind: 'mfa',
    reason,
    device: 'alice',
  })),
  invalid: [{ kind: 'invalid', problems: [{ field: 'name', problem: 'A name has 1 to 64 characters.' }] }],
  'not-found': (['identity', 'session', 'prompt', 'grant', 'question', 'profile'] as const).map(what => ({
    kind: 'not-found',
    what,
  })),
  'other-tool': (['Leapp', 'aws-vault'] as const).flatMap(tool =>
    (['unreadable', 'not-this-machine', 'locked', 'no-key', 'temporary'] as const).map(
      reason => ({ kind: 'other-tool', tool, reason, detail: 'work' }) as const,
    ),
  ),
  'in-use': [
    { kind: 'in-use', name: 'base', by: ['a'] },
    { kind: 'in-use', name: 'base', by: ['a', 'b', 'c'] },
  ],
  'no-current-session': [{ kind: 'no-current-session' }],
  stopped: [{ kind: 'stopped', session: 'admin', by: 'user' }],
  'code-needed': [{ kind: 'code-needed', session: 'admin', device: 'alice' }],
  'no-session-policies': (['operation', 'own-policies'] as const).map(reason => ({
    kind: 'no-session-policies',
    session: 'day',
    reason,
  })),
  'no-console': (['session-token', 'task', 'partition'] as const).map(reason => ({
    kind: 'no-console',
    session: 'day',
    reason,
  })),
  'console-refused': [
    { kind: 'console-refused', host: 'signin.aws.amazon.com', status: 400 },
    { kind: 'console-refused', host: 'signin.aws.amazon.com', status: 503 },
    { kind: 'console-refused', host: 'signin.aws.amazon.com', status: 400, hasOwnLife: true },
  ],
  'no-browser': [{ kind: 'no-browser', program: 'firefox', detail: 'ENOENT' }],
  'dead-key': [{ kind: 'dead-key', accessKeyHint: 'AKIA…WXYZ', account: '111122223333' }],
  'sign-in': (
    [
      'needed',
      'open',
      'closed',
      'timed-out',
      'unreachable',
      'untrusted',
      'not-allowed',
      'unreadable',
    ] as const
  ).map(reason => ({
    kind: 'sign-in',
    reason,
    provider: 'Corp',
    detail: 'ERR_NAME_NOT_RESOLVED',
  })),
  'token-source': (['missing', 'unreadable', 'empty', 'too-large', 'failed', 'timed-out'] as const).map(
    reason => ({ kind: 'token-source', reason, source: '/run/token', detail: 'EACCES' }),
  ),
  consent: (['asked', 'denied', 'locked', 'unknown'] as const).flatMap(reason =>
    [false, true].map(production => ({ kind: 'consent', production, reason, session: 'prod', tool: 'aws' })),
  ),
  'wrong-tokens': [{ kind: 'wrong-tokens', count: 21 }],
  'activity-not-saved': [{ kind: 'activity-not-saved', detail: 'ENOSPC' }],
  'not-exported': [{ kind: 'not-exported', file: '/home/alice/Downloads/a.jsonl', detail: 'ENOSPC' }],
  'not-imported': (
    [
      ['unreadable', 'EACCES'],
      ['not-a-file', ''],
      ['too-large', ''],
      ['encoding', ''],
      ['json', 'line 3, character 5'],
      ['other-format', ''],
      ['newer', ''],
      ['member', 'sessions[0].roleArn is missing'],
      ['gone', ''],
    ] as const
  ).map(([reason, detail]) => ({ kind: 'not-imported', file: 'team.json', reason, detail })),
  'not-removed': [
    {
      kind: 'not-removed',
      left: ['the key of alice', 'a session token'],
      why: { kind: 'keychain', reason: 'locked', detail: '' },
    },
  ],
  port: [
    { kind: 'port', port: 9911, code: 'EADDRINUSE' },
    { kind: 'port', port: 80, code: 'EACCES' },
  ],
  'half-changed': [{ kind: 'half-changed', why: { kind: 'files-changed' } }],
  'not-forgotten': [{ kind: 'not-forgotten', why: { kind: 'keychain', reason: 'locked', detail: '' } }],
  'not-saved': [{ kind: 'not-saved', detail: 'ENOSPC' }],
  'clock-ahead': [{ kind: 'clock-ahead', late: 600_000 }],
  'aws-file': (
    [
      'unreadable',
      'broken-link',
      'not-a-file',
      'too-large',
      'encoding',
      'hard-link',
      'same-file',
      'read-only',
      'full',
      'not-written',
      'busy',
      'layout',
    ] as const
  ).map(reason => ({ kind: 'aws-file', reason, path: '/home/alice/.aws/config', detail: 'EACCES' })),
  'profile-twice': [
    { kind: 'profile-twice', name: 'dev', path: '/home/alice/.aws/config', lines: [3, 9] },
    { kind: 'profile-twice', name: 'dev', path: '/home/alice/.aws/config', lines: [3, 9, 12] },
  ],
  profile: (['missing', 'unwritten', 'changed', 'outwon', 'orphaned'] as const).flatMap(reason =>
    [
      { line: null, key: null },
      { line: 7, key: 'aws_access_key_id' },
    ].map(place => ({
      kind: 'profile' as const,
      reason,
      name: 'dev',
      path: '/home/alice/.aws/credentials',
      ...place,
    })),
  ),
  'no-profiles': (['no-curl', 'folder'] as const).map(reason => ({ kind: 'no-profiles', reason })),
  'files-changed': [{ kind: 'files-changed' }],
  'not-undone': (['changed', 'gone', 'no-text'] as const).map(reason => ({
    kind: 'not-undone',
    reason,
    path: '/home/alice/.aws/config',
  })),
  fault: [{ kind: 'fault', detail: 'Error: something' }],
  'no-token-files': [{ kind: 'no-token-files', folder: '/tokens', detail: 'ENOSPC' }],
  'settings-put-aside': [true, false].map(restored => ({
    kind: 'settings-put-aside',
    reason: 'it is not JSON',
    file: 'understudy.unreadable.json',
    restored,
  })),
}

const all: readonly Failure[] = Object.values(each).flat()

describe('every failure', () => {
  it.each(all.map(failure => [JSON.stringify(failure), failure] as const))('%s', (_, failure) => {
    const { title, advice, brief = advice } = explain(failure)
    for (const text of [title, advice, brief]) {
      expect(text).toMatch(/^\S.*[.!]$/)
      expect(text).not.toMatch(/undefined|null|NaN|\[object|\n|\bat \S+:\d+/)
    }
    expect(explainInOneLine(failure)).toBe(`${title} ${brief}`)
  })

  it('of two reasons is told in two ways', () => {
    for (const kind of [
      'network',
      'keychain',
      'mfa',
      'port',
      'sign-in',
      'token-source',
      'no-session-policies',
      'aws-file',
      'no-profiles',
      'not-undone',
    ] as const) {
      const told = each[kind].map(failure => explain(failure).title)
      expect(new Set(told).size).toBe(told.length)
    }
  })
})

const denial = (message: string, call: Parameters<typeof awsFailure>[2] = {}) =>
  explain(awsFailure('AccessDenied', message, { mfa: true, request: withExternalId, ...call }))

/** All that a condition may ask for, but for what is changed. */
const bringing = (changes: Parameters<typeof assumeRole>[1] = {}) =>
  assumeRole(ADMIN_ARN, {
    externalId: 'theirs',
    sourceIdentity: 'alice',
    tags: [{ key: 'team', value: 'red' }],
    ...changes,
  })

const BOTH = /One of two policies/
const USER = `User: ${ALICE_ARN} is not authorized to perform: sts:AssumeRole on resource: ${ADMIN_ARN}`

describe('AccessDenied', () => {
  it('names who may not assume what', () => {
    expect(denial(USER).title).toBe(`${ALICE_ARN} may not assume ${ADMIN_ARN}.`)
  })

  it('names both policies where AWS names none', () => {
    expect(denial(USER).advice).toMatch(BOTH)
    expect(denial(USER).advice).toContain('trust policy')
  })

  it.each([
    ['because no identity-based policy allows the sts:AssumeRole action', /identity policy/],
    ['with an explicit deny in an identity-based policy', /identity policy/],
    ['with an explicit deny in a service control policy', /service control policy/],
    ['because no service control policy allows the sts:AssumeRole action', /service control policy/],
    ['because no role trust policy allows the sts:AssumeRole action', /trust policy/],
    ['with an explicit deny in the role trust policy', /trust policy/],
    ['with an explicit deny in a resource-based policy', /trust policy/],
    ['because no permissions boundary allows the sts:AssumeRole action', /permissions boundary/],
    ['with an explicit deny in a resource control policy', /resource control policy/],
    ['because no session policy allows the sts:AssumeRole action', /session policy/],
    ['because no VPC endpoint policy allows the sts:AssumeRole action', /VPC endpoint .* must allow/],
    ['with an explicit deny in a VPC endpoint policy', /explicit deny in the policy of the VPC endpoint/],
  ])('“%s” names the one that AWS names', (reason, policy) => {
    const { advice } = denial(`${USER} ${reason}`)
    expect(advice).toMatch(policy)
    expect(advice).not.toMatch(BOTH)
  })

  it('does not advise to allow what is explicitly denied', () => {
    const { advice } = denial(`${USER} with an explicit deny in an identity-based policy`)
    expect(advice).not.toMatch(/: allow sts:AssumeRole/)
    expect(advice).toMatch(/den(y|ies)/i)
  })

  it.each([
    [
      { mfa: false, request: assumeRole(ADMIN_ARN) },
      'The request brought no MFA code of its own, no external ID, no source identity and no tags;',
    ],
    [{ mfa: false, request: withExternalId }, 'brought no MFA code of its own, no source identity and'],
    [{ mfa: true, request: assumeRole(ADMIN_ARN) }, 'The request brought no external ID, no source'],
    [{ mfa: true, request: bringing({ sourceIdentity: null }) }, 'The request brought no source identity;'],
    [{ mfa: true, request: bringing({ tags: [] }) }, 'The request brought no tags;'],
  ])('says what the request lacked: %o', (call, part) => {
    expect(denial(USER, call).advice).toContain(part)
  })

  it('offers a newer code where the credentials that signed may have too old a one', () => {
    const way = { kind: 'newer-code' }
    expect(denial(USER, { mfa: false, temporary: true }).remedies).toContainEqual(way)
    expect(denial(USER, { mfa: true, temporary: true }).remedies).not.toContainEqual(way)
    expect(denial(USER, { mfa: false, temporary: false }).remedies).not.toContainEqual(way)
  })

  it('names the action where it is another one than the operation’s', () => {
    const message = `User: ${ALICE_ARN} is not authorized to perform: sts:TagSession on resource: ${ADMIN_ARN}`
    expect(denial(message).advice).toMatch(/^It is sts:TagSession that is not allowed\./)
    expect(denial(USER).advice).not.toContain('It is sts:')
  })

  it('says nothing of that where it lacked nothing', () => {
    expect(denial(USER, { request: bringing() }).advice).not.toContain('The request brought')
  })

  it('offers to decode what AWS has encoded, and does not show it', () => {
    const encoded = 'a1B2-c3D4_e5F6g7H8i9J0'
    const told = denial(`You may not. Encoded authorization failure message: ${encoded}`, {
      operation: 'GetFederationToken',
      request: null,
    })
    expect(told.remedies).toContainEqual({ kind: 'decode', message: encoded })
    expect(`${told.title} ${told.advice}`).not.toContain(encoded)
  })

  it('of another operation speaks of no role', () => {
    const told = denial('Cannot call GetSessionToken with session credentials', {
      operation: 'GetSessionToken',
      request: SESSION_TOKEN,
    })
    expect(told.title).toContain('GetSessionToken with temporary credentials')
    expect(told.advice).not.toMatch(/role|trust/)
  })

  it('of a question that these credentials may not ask says whose may', () => {
    const message = 'Cannot call DecodeAuthorizationMessage with session credentials'
    const told = denial(message, { operation: 'DecodeAuthorizationMessage', request: null })
    expect(told.advice).toBe('Ask with a session that is a role.')
  })

  it('in a terminal is told without what only the window has room for', () => {
    const words = (message: string) =>
      explainInOneLine(awsFailure('AccessDenied', message, { request: withExternalId }))
    expect(words(USER)).toBe(
      `${ALICE_ARN} may not assume ${ADMIN_ARN}. Understudy’s window says which policies have a say, and what they must allow.`,
    )
    expect(words(`${USER} because no identity-based policy allows the sts:AssumeRole action`)).toBe(
      `${ALICE_ARN} may not assume ${ADMIN_ARN}. AWS names the caller’s identity policy: allow sts:AssumeRole there.`,
    )
  })

  it('of a wrong code speaks of the next one', () => {
    const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code.'
    expect(denial(message).advice).toContain('next code')
    expect(denial(message, { mfa: false }).advice).not.toContain('next code')
  })
})

it('credentials that ran out are not taken for the assertion that went along', () => {
  const proof = { kind: 'context', issuer: null, audience: null, subject: null, expiry: null } as const
  expect(explain(awsFailure('ExpiredToken', 'x', { proof })).title).toContain('credentials')
  expect(explain(awsFailure('ExpiredTokenException', 'x', { proof })).title).toContain('context assertion')
})

it('a token that has run out says when, after AWS’s text, which has no full stop', () => {
  const proof = {
    kind: 'web-identity',
    issuer: 'https://ci',
    audience: 'aws',
    subject: null,
    expiry: '2026-05-01T12:00:00.000Z',
  } as const
  const message = 'Token expired: current date/time 2 must be before the expiration date/time 1'
  expect(explainInOneLine(awsFailure('ExpiredTokenException', message, { proof }))).toBe(
    `The web identity token had run out when it came to AWS: ${message}. It is from https://ci, is for the audience aws and ends at 2026-05-01 12:00:00 UTC. See that whatever makes it keeps it fresh. Understudy tries again by itself.`,
  )
})

describe('a signature that does not match', () => {
  it.each([
    [310_000, 'x', '310 s behind'],
    [-600_000, 'x', '600 s ahead'],
    [90_000, 'Signature expired: 20261123T060000Z is now earlier than …', '90 s behind'],
  ])('with a skew of %d ms and “%s” is the clock', (skew, message, part) => {
    expect(explain(awsFailure('SignatureDoesNotMatch', message, {}, { skew })).title).toContain(part)
  })

  it('with a skew that AWS still takes is the secret, and the clock is named', () => {
    const { title, advice } = explain(awsFailure('SignatureDoesNotMatch', 'x', {}, { skew: 90_000 }))
    expect(title).toContain('AKIA…WXYZ')
    expect(advice).toContain('90 s behind')
  })

  it.each([null, 0, 60_000, -60_000])('with a skew of %o ms is the secret', skew => {
    const more = skew === null ? {} : { skew }
    expect(explain(awsFailure('SignatureDoesNotMatch', 'x', {}, more)).title).toContain('AKIA…WXYZ')
  })
})

it.each<[Failure, string]>([
  [offline, 'sts.eu-central-1.amazonaws.com'],
  [awsFailure('InvalidClientTokenId'), 'AKIA…WXYZ'],
  [awsFailure('RegionDisabledException'), 'eu-central-1'],
  [
    awsFailure('MalformedPolicyDocument', 'Syntax errors in policy.'),
    'session policies (MalformedPolicyDocument)',
  ],
  [
    awsFailure('ValidationError', 'The requested DurationSeconds exceeds'),
    'The requested DurationSeconds exceeds',
  ],
  [{ kind: 'keychain', reason: 'missing', detail: 'alice' }, 'alice'],
  [{ kind: 'stopped', session: 'admin', by: 'user' }, 'admin'],
  [{ kind: 'in-use', name: 'base', by: ['a', 'b', 'c'] }, 'a, b and c'],
  [
    { kind: 'profile-twice', name: 'dev', path: '/aws/config', lines: [3, 9, 12] },
    '/aws/config more than once, at lines 3, 9 and 12',
  ],
  [
    {
      kind: 'profile',
      reason: 'outwon',
      name: 'dev',
      path: '/aws/credentials',
      line: 7,
      key: 'aws_access_key_id',
    },
    'aws_access_key_id of the profile dev (/aws/credentials, line 7)',
  ],
])('what failed is named: %o', (failure, part) => {
  expect(explain(failure).title).toContain(part)
})

it.each<[string, Failure]>([
  [
    'prod is marked as production, and you have not allowed aws to use it yet. Understudy asks you: answer in its popup or its tray menu, then run this again.',
    { kind: 'consent', reason: 'asked', session: 'prod', production: true, tool: 'aws' },
  ],
  [
    'You have denied prod to aws. You are asked again ten minutes later; or choose prod in Understudy’s tray menu and confirm it.',
    { kind: 'consent', reason: 'denied', session: 'prod', production: true, tool: 'aws' },
  ],
  [
    'Your lease of prod has ended: as production it is used only for as long as you have confirmed. Choose it in Understudy’s tray menu and confirm it again, then run this again.',
    { kind: 'stopped', session: 'prod', by: 'lease' },
  ],
  [
    'prod is marked as production, and is used only while a lease that you have confirmed runs. Choose it in Understudy’s tray menu and confirm for how long, then run this again.',
    { kind: 'lease-needed', session: 'prod' },
  ],
])('a terminal is told what to click for production: %s', (line, failure) => {
  expect(explainInOneLine(failure)).toBe(line)
})

it('a duration over the role’s maximum is told what to change', () => {
  const { advice } = explain(
    awsFailure('ValidationError', 'The requested DurationSeconds exceeds the maximum'),
  )
  expect(advice).toContain('maximum session duration')
})
