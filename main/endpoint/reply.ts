import type { Credentials } from '../core/broker/credentials.ts'
import type { Handout } from '../core/broker/handout.ts'
import { explainInOneLine } from '../core/failures/explain.ts'
import type { Failure } from '../core/failures/failure.ts'
import { remedyOf } from '../core/failures/failure-remedy.ts'

/** A whole answer, ready to be written. */
export interface Reply {
  readonly status: number
  readonly contentType: 'application/json' | 'text/plain'
  readonly body: Buffer
  /** One line for a terminal: sent as a header, which curl can print. */
  readonly message: string | null
  readonly headers: Readonly<Record<string, string>>
}

/** How each kind of client wants credentials: the same facts under other names. */
export type Format = 'container' | 'process' | 'instance-metadata'

/** Both spellings: Go prints one pair, other SDKs look for the other, and botocore shows the body as it is. */
export function errorReply(status: number, code: string, message: string): Reply {
  const body = JSON.stringify({ code, message, Code: code, Message: message })
  return { status, contentType: 'application/json', body: Buffer.from(body), message, headers: {} }
}

export function textReply(status: number, text: string, headers: Reply['headers'] = {}): Reply {
  return { status, contentType: 'text/plain', body: Buffer.from(text), message: null, headers }
}

export function refusalReply(failure: Failure): Reply {
  // 5xx makes SDKs try again, which helps only where the fault passes by itself.
  const status = remedyOf(failure) === 'retry' ? 503 : 403
  return errorReply(status, 'NotAvailable', explainInOneLine(failure))
}

/** Answers with what the broker has said; the bytes are made once for all who get the same credentials. */
export class HandoutReplies {
  readonly #format: Format
  readonly #prepared = new WeakMap<Credentials, Reply>()

  constructor(format: Format) {
    this.#format = format
  }

  of(handout: Handout): Reply {
    switch (handout.kind) {
      case 'ready':
        return this.#prepare(handout.held.credentials)
      case 'pending':
        return errorReply(503, 'Starting', 'Understudy is getting these credentials. Try again in a moment.')
      case 'refused':
        return refusalReply(handout.failure)
    }
  }

  #prepare(credentials: Credentials): Reply {
    const known = this.#prepared.get(credentials)
    if (known !== undefined) return known
    const body = Buffer.from(JSON.stringify(membersOf(credentials, this.#format)))
    const reply: Reply = { status: 200, contentType: 'application/json', body, message: null, headers: {} }
    this.#prepared.set(credentials, reply)
    return reply
  }
}

function membersOf(credentials: Credentials, format: Format): Readonly<Record<string, unknown>> {
  const keys = {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey.reveal(),
  }
  const token = credentials.sessionToken.reveal()
  const end = { Expiration: wholeSeconds(credentials.expiration), AccountId: credentials.account }
  switch (format) {
    case 'container':
      return { ...keys, Token: token, ...end }
    case 'process':
      return { Version: 1, ...keys, SessionToken: token, ...end }
    case 'instance-metadata':
      // The SDKs only want some date in LastUpdated; that of the end is at hand without a clock.
      return { Code: 'Success', LastUpdated: end.Expiration, Type: 'AWS-HMAC', ...keys, Token: token, ...end }
  }
}

/** Some SDKs fail on fractions, and others on a zone that is not Z. */
function wholeSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
