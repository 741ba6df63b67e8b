import type { GrantView, Snapshot } from '../snapshot/snapshot.ts'
import type { ToolSurroundings } from './connect.ts'

/** What the lines for a grant depend on, besides its connection. */
export function surroundingsOf(
  { grant: { name, target, sessionPolicies } }: GrantView,
  { sessions, instanceMetadata }: Pick<Snapshot, 'sessions' | 'instanceMetadata'>,
  platform: string,
): ToolSurroundings {
  const session = target.kind === 'current' ? null : target.id
  // Instance metadata gives all that its session may, and only while the port is ours.
  const isServed =
    instanceMetadata?.session === session && instanceMetadata?.why === null && sessionPolicies === null
  return {
    platform,
    imdsUrl: isServed ? (instanceMetadata?.url ?? null) : null,
    // Two tools with access to one session are two profiles.
    name: name ?? sessions.find(each => each.session.id === session)?.session.name ?? null,
  }
}
