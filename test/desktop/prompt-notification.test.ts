import { expect, it } from 'vitest'
import { promptNotification } from '../../main/desktop/prompt-notification.ts'
import { prompt, question } from './snapshots.ts'

it.each([
  [
    'what it opens',
    [prompt('alice', 'prod')],
    'MFA code needed for alice',
    'Unlocks prod. Click to enter it.',
  ],
  ['nothing that it opens', [prompt('alice')], 'MFA code needed for alice', 'Click to enter it.'],
  [
    'two devices, and each session once',
    [prompt('alice', 'prod', 'audit'), prompt('bob', 'audit')],
    'MFA code needed for alice and bob',
    'Unlocks prod and audit. Click to enter it.',
  ],
] as const)('a notification tells whose code is needed, and %s', (_, prompts, title, body) => {
  expect(promptNotification({ prompts, questions: [] })).toEqual({ title, body })
})

it('a notification tells which program has asked for a code', () => {
  const asked = { ...prompt('alice', 'prod'), tool: { name: 'terraform', pid: 4_121 } }
  expect(promptNotification({ prompts: [asked], questions: [] }).body).toBe(
    'Asked by terraform. Unlocks prod. Click to enter it.',
  )
})

it.each([
  ['one program', [question('aws', 'prod')], 'Allow aws to use prod?', 'Started by bash. Click to answer.'],
  [
    'one of which no more is known',
    [question('aws', 'prod', null)],
    'Allow aws to use prod?',
    'Click to answer.',
  ],
  [
    'several',
    [question('aws', 'prod'), question('node', 'dev')],
    'Allow aws to use prod? (1 more)',
    'Started by bash. Click to answer.',
  ],
] as const)('a notification asks about %s', (_, questions, title, body) => {
  expect(promptNotification({ prompts: [], questions })).toEqual({ title, body })
})

it('a notification about a production session says so', () => {
  const asked = question('aws', 'payments')
  const marked = { ...asked, session: { ...asked.session, production: true } }
  expect(promptNotification({ prompts: [], questions: [marked] }).body).toBe(
    'payments is marked as production. Started by bash. Click to answer.',
  )
})

it('a notification has room for its end, however much waits', () => {
  const names = Array.from({ length: 300 }, (_, index) => `s${index}`)
  expect(promptNotification({ prompts: [prompt('alice', ...names)], questions: [] }).body).toBe(
    'Unlocks s0, s1 and 298 more. Click to enter it.',
  )
})

it('a code comes before a question, since a job waits for it', () => {
  const { title } = promptNotification({ prompts: [prompt('alice')], questions: [question('aws', 'prod')] })
  expect(title).toBe('MFA code needed for alice')
})
