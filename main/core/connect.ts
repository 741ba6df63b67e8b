import type { Connection } from './snapshot.ts'

/**
 * The lines that point a bash or zsh at a session. Variables that would win over ours are unset: static keys
 * beat container credentials in every SDK. No secret is in them, only the name of the token's file.
 */
export function shellLines({ url, tokenFile }: Connection): string {
  return [
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_DEFAULT_PROFILE',
    'unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN',
    'unset AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_AUTHORIZATION_TOKEN',
    `export AWS_CONTAINER_CREDENTIALS_FULL_URI=${url}`,
    `export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=${quoted(tokenFile)}`,
    '',
  ].join('\n')
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

export const connectKinds = ['bash'] as const
export type ConnectKind = (typeof connectKinds)[number]
