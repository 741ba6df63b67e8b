import { expect, it } from 'vitest'
import { promptNotification } from '../../main/desktop/prompt-notification.ts'
import { prompt } from './snapshots.ts'

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
    'MFA code needed for alice, bob',
    'Unlocks prod, audit. Click to enter it.',
  ],
] as const)('a notification tells whose code is needed, and %s', (_, prompts, title, body) => {
  expect(promptNotification(prompts)).toEqual({ title, body })
})
