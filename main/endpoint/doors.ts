import type { Access } from '../core/tools/access.ts'
import type { Connection } from './connection.ts'
import type { ContainerRoute } from './container.ts'
import { type Denial, deny, type GuardRules, guard } from './guard.ts'
import type { InstanceMetadata } from './instance-metadata.ts'
import type { ProcessRoute } from './process.ts'
import { errorReply, type Reply } from './reply.ts'
import type { Handle } from './server.ts'
import type { WrongTokens } from './wrong-tokens.ts'

const OTHER_USER = deny(
  403,
  'OtherUser',
  'This address serves only the user who runs Understudy. Run the tool as that user, without sudo.',
)
const GONE = deny(403, 'AccessDenied', 'The connection was closed while it was being looked at.')

export interface CredentialDoorParts {
  readonly rules: Omit<GuardRules, 'port'>
  readonly access: Pick<Access, 'noteDenied'>
  readonly container: ContainerRoute
  readonly process: ProcessRoute
  readonly wrongTokens: WrongTokens
}

/** The port on which tools fetch with a token: the guard first, then whose process it is, then the route. */
export function credentialDoors({
  rules,
  access,
  container,
  process,
  wrongTokens,
}: CredentialDoorParts): Handle {
  return async (head, connection, port) => {
    if (connection.isRefused) return null
    const verdict = guard(head, { ...rules, port })
    if (verdict.kind === 'deny') {
      connection.isRefused = true
      access.noteDenied(null, verdict.message)
      if (verdict.wrongToken) await wrongTokens.note()
      return refusalOf(verdict)
    }
    connection.isAuthenticated = true
    const refusal = await refuseStrangers(connection, message =>
      access.noteDenied(verdict.route, message, verdict.grant),
    )
    if (refusal !== null) return refusal
    const door = { route: verdict.route, grant: verdict.grant }
    return door.route === 'container' ? container.reply(door, connection) : process.reply(door, connection)
  }
}

/** The port on which one session is served as instance metadata. Its own tokens are for whoever asks for one. */
export function metadataDoors(access: Pick<Access, 'noteDenied'>, metadata: InstanceMetadata): Handle {
  return async (head, connection, port) => {
    if (connection.isRefused) return null
    const denied = metadata.judge(head, port)
    if (denied !== null) {
      connection.isRefused = true
      access.noteDenied('instance-metadata', denied.message)
      return refusalOf(denied)
    }
    connection.isAuthenticated = true
    const refusal = await refuseStrangers(connection, message =>
      access.noteDenied('instance-metadata', message),
    )
    return refusal ?? metadata.reply(head, connection)
  }
}

/**
 * TCP on this computer is open to all of its users. Where the system is slow to tell whose process it is, nobody waits
 * for that: the connection ends when it turns out to be a stranger's.
 */
async function refuseStrangers(
  connection: Connection,
  note: (message: string) => void,
): Promise<Reply | null> {
  if (!connection.isLookedAtQuickly) {
    void connection.owner().then(owner => {
      if (owner !== 'other-user') return
      note(OTHER_USER.message)
      connection.socket.destroy()
    })
    return null
  }
  // Asked for together, they look at the same tables once.
  void connection.lineage()
  const owner = await connection.owner()
  if (owner === 'ours' || owner === 'unknown') return null
  const denial = owner === 'other-user' ? OTHER_USER : GONE
  // With a stolen token a stranger could otherwise hold all the places.
  connection.isAuthenticated = false
  connection.isRefused = true
  note(denial.message)
  return refusalOf(denial)
}

/** The last word over its connection: what was sent along with it, be it in a body, is never answered. */
function refusalOf({ status, code, message }: Denial): Reply {
  return { ...errorReply(status, code, message), headers: { Connection: 'close' } }
}
