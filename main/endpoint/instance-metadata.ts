import { randomBytes } from 'node:crypto'
import { dropOldest } from '../core/bounded.ts'
import { type Clock, SECOND } from '../core/clock.ts'
import type { Access, Answer } from '../core/tools/access.ts'
import type { Lineage } from '../core/tools/tool.ts'
import type { Connection } from './connection.ts'
import { type Denial, deny, judgeOrigin, valuesOf } from './guard.ts'
import { lookFirst } from './look-first.ts'
import { errorReply, HandoutReplies, type Reply, textReply } from './reply.ts'
import type { RequestHead } from './server.ts'
import { digest } from './tokens.ts'

const TOKEN_PATH = '/latest/api/token'
const ROLES_PATH = '/latest/meta-data/iam/security-credentials'
const TTL_HEADER = 'x-aws-ec2-metadata-token-ttl-seconds'
const LONGEST_TTL = 21_600
/** The oldest is forgotten when there are more than these. */
const MOST_TOKENS = 1_000

const notFound = errorReply(404, 'NotFound', 'There is no such metadata here.')

export interface InstanceMetadataParts {
  readonly clock: Clock
  readonly access: Pick<Access, 'ask' | 'needsLineage' | 'note'>
  /** The Region of the session that is served; null where none is. */
  readonly region: () => string | null
}

/**
 * One session as the metadata service of an EC2 instance gives it, with tokens as in its version 2. Those tokens are
 * given to all who ask: they keep web pages and proxies out, and no program of this user.
 * Source: "Use the Instance Metadata Service" in the Amazon EC2 User Guide.
 */
export class InstanceMetadata {
  readonly #parts: InstanceMetadataParts
  readonly #replies = new HandoutReplies('instance-metadata')
  /** When each ends, by its digest. */
  readonly #tokens = new Map<string, number>()

  constructor(parts: InstanceMetadataParts) {
    this.#parts = parts
  }

  /** Refuses from the head alone; null for what may have an answer. */
  judge(head: RequestHead, port: number): Denial | null {
    const foreign = judgeOrigin(head, port)
    if (foreign !== null) return foreign
    if (pathOf(head) === TOKEN_PATH) {
      if (head.method !== 'PUT')
        return deny(405, 'MethodNotAllowed', 'A token is got by PUT and nothing else.')
      return ttlOf(head) === null
        ? deny(400, 'BadRequest', `A token lives 1 to ${LONGEST_TTL} seconds: say how many in ${TTL_HEADER}.`)
        : null
    }
    if (head.method !== 'GET')
      return deny(405, 'MethodNotAllowed', 'Metadata is read by GET and nothing else.')
    const tokens = valuesOf(head.rawHeaders, 'x-aws-ec2-metadata-token')
    const [token] = tokens
    const endsAt = tokens.length === 1 && token !== undefined ? this.#tokens.get(keyOf(token)) : undefined
    return endsAt !== undefined && this.#parts.clock.now() < endsAt
      ? null
      : deny(401, 'Unauthorized', 'A token of this service is needed: version 1 is not served.')
  }

  async reply(
    head: RequestHead,
    connection: Pick<Connection, 'lineage' | 'isLookedAtQuickly'>,
  ): Promise<Reply> {
    const path = pathOf(head)
    if (path === TOKEN_PATH) return this.#newToken(ttlOf(head) ?? 1)
    const region = this.#parts.region()
    if (region !== null && path === '/latest/meta-data/placement/region') return textReply(200, region)
    if (region !== null && path === '/latest/meta-data/placement/availability-zone')
      return textReply(200, `${region}a`)
    if (path !== ROLES_PATH && !path.startsWith(`${ROLES_PATH}/`)) return notFound
    const door = { route: 'instance-metadata' } as const
    await lookFirst(this.#parts.clock, connection)
    const lineage = connection.lineage()
    const known = this.#parts.access.needsLineage(door) ? await lineage : []
    // Never waits for STS: some SDKs give up after half a second.
    const answer = this.#parts.access.ask(door, known)
    const name = roleName(answer)
    if (path === ROLES_PATH) return name === null ? notFound : textReply(200, name)
    if (name === null || path !== `${ROLES_PATH}/${name}`) return notFound
    void lineage.then((found: Lineage) => this.#parts.access.note(answer, found))
    const reply = this.#replies.of(answer.handout)
    // An SDK that is told anything else goes on with the credentials that it has, though they have ended.
    return answer.handout.kind === 'ready' ? reply : { ...reply, status: 404 }
  }

  #newToken(ttl: number): Reply {
    const token = randomBytes(32).toString('base64url')
    this.#tokens.set(keyOf(token), this.#parts.clock.now() + ttl * SECOND)
    dropOldest(this.#tokens, MOST_TOKENS)
    // Go's SDK takes a token for one that has ended if its time is not told back.
    return textReply(200, token, { [TTL_HEADER]: String(ttl) })
  }
}

function keyOf(token: string): string {
  return digest(token).toString('base64')
}

/** Some clients ask for `//latest`, and some for a folder where others ask for a file. */
function pathOf({ target }: RequestHead): string {
  return target.replace(/\/{2,}/g, '/').replace(/\/$/, '')
}

function ttlOf({ rawHeaders }: RequestHead): number | null {
  const values = valuesOf(rawHeaders, TTL_HEADER)
  const [value = ''] = values
  const ttl = values.length === 1 && /^\d{1,5}$/.test(value) ? Number(value) : 0
  return ttl >= 1 && ttl <= LONGEST_TTL ? ttl : null
}

/** A session may have any name; a role, and a path, may not. */
function roleName({ session }: Answer): string | null {
  return session === null ? null : session.name.replace(/[^\w+=,.@-]/g, '-')
}
