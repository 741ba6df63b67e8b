import type { AccessKey } from '../core/broker/credentials.ts'
import { type Failure, fail, type Result, succeed } from '../core/failures/failure.ts'
import type { LeappKeys } from '../core/import/key-readers.ts'
import type { Secret } from '../core/secret.ts'
import type { Keychain } from './keychain.ts'

/** What Leapp writes in the place of a value that it was not given. */
const NO_VALUE = '<EMPTY>'

/** The access keys of Leapp's IAM users: each half is an item of its own, which keytar keeps as it keeps ours. */
export class LeappKeychain implements LeappKeys {
  readonly #keychain: Pick<Keychain, 'getOf'>

  constructor(keychain: Pick<Keychain, 'getOf'>) {
    this.#keychain = keychain
  }

  async read(sessionId: string): Promise<Result<AccessKey>> {
    const id = await this.#keychain.getOf('Leapp', `${sessionId}-iam-user-aws-session-access-key-id`)
    if (!id.ok) return id
    const secret = await this.#keychain.getOf('Leapp', `${sessionId}-iam-user-aws-session-secret-access-key`)
    if (!secret.ok) return secret
    const [accessKeyId, secretAccessKey] = [given(id.value)?.reveal(), given(secret.value)]
    if (accessKeyId === undefined || secretAccessKey === null) return fail(noKey(sessionId))
    return succeed({ accessKeyId, secretAccessKey })
  }
}

function given(value: Secret | null): Secret | null {
  return value === null || ['', NO_VALUE].includes(value.reveal()) ? null : value
}

function noKey(detail: string): Failure {
  return { kind: 'other-tool', tool: 'Leapp', reason: 'no-key', detail }
}
