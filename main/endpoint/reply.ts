import type { Credentials } from '../core/credentials.ts'

/** A whole answer, ready to be written. */
export interface Reply {
  readonly status: number
  readonly body: Buffer
  /** One line for a terminal: sent as a header, which curl can print. */
  readonly message: string | null
}

/** The answer that SDKs call "container credentials". Dates have whole seconds and a Z, else some fail. */
export function credentialsReply(credentials: Credentials): Reply {
  const body = JSON.stringify({
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey.reveal(),
    Token: credentials.sessionToken.reveal(),
    Expiration: wholeSeconds(credentials.expiration),
    AccountId: credentials.account,
  })
  return { status: 200, body: Buffer.from(body), message: null }
}

/** Both spellings: Go prints one pair, other SDKs look for the other, and botocore shows the body as it is. */
export function errorReply(status: number, code: string, message: string): Reply {
  const body = JSON.stringify({ code, message, Code: code, Message: message })
  return { status, body: Buffer.from(body), message }
}

function wholeSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
