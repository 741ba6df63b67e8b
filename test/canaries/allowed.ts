import type { Allowed } from './evidence.ts'

/** Where a secret may be, and nowhere else. */
export const allowed: readonly Allowed[] = [
  {
    kind: 'answer to a window',
    where: /./,
    secrets: /^what was pasted into \S+(?:fallbackRegion|[rR]egion|output|transitiveTagKeys\[\])$/,
    because: 'a form that is refused is told which text of its own is to blame; nobody else is told',
  },
  {
    kind: 'page',
    where: /^(?:markup|typed) of \/windows\/prompts\//,
    secrets: /^a wrong MFA code$/,
    because: 'it stays in the field where it was typed, to be corrected',
  },
  {
    kind: 'file',
    where: /\/home\/\.aws\/credentials$/,
    secrets: /^the key in ~\/\.aws$/,
    because: 'the user has it there before it is imported, and has it back with the undoing',
  },
  {
    kind: 'file',
    where: /\/profile-[^/]+\/tools\/[^/]+\/(?:token|curl)$/,
    secrets: /^an endpoint token$/,
    because: 'tools read it there, and nobody but their user can',
  },
  {
    kind: 'memory of a window',
    where: /./,
    secrets: /^(?:the key of alice|the key in ~\/\.aws|a(?: wrong|n) MFA code\b.*|what was pasted into .*)$/,
    because: 'it was typed there, on its way to the keychain or to AWS',
  },
  {
    kind: 'memory of a window',
    where: /./,
    secrets: /^the (?:key|session token) in the environment$/,
    because: 'each process starts with a copy of the environment that the app was started with',
  },
  {
    kind: 'memory of a window',
    where: /./,
    secrets: /^a console sign-in token$/,
    because: 'the clipboard is pasted there, so that it can be read',
  },
  {
    kind: 'environment',
    where: /^\/proc\/\d+\/environ$/,
    secrets: /^the (?:key|session token) in the environment$/,
    because: 'it came to the app in its environment, which the system shows to its user alone',
  },
  {
    kind: 'clipboard',
    where: /^copyConsoleLink$/,
    secrets: /^a console sign-in token$/,
    because: 'the user has asked for the link that signs in, and it is gone after a minute',
  },
]
