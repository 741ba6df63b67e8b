import type { EndpointFact } from '../core/doctor/facts.ts'
import type { Snapshot } from '../core/snapshot/snapshot.ts'
import { GARBLED, isUnderstudy, knock, plainRequest } from './knock.ts'
import { lookAtTokenFiles } from './look-at-files.ts'

/** Of this app: what it says of its endpoint, and whether somebody answers there. */
export async function lookAtOwnEndpoint(
  { endpoint, grants }: Pick<Snapshot, 'endpoint' | 'grants'>,
  platform: NodeJS.Platform,
): Promise<EndpointFact> {
  if (endpoint.kind === 'down') return endpoint
  const { port } = endpoint
  const knocked = await knock(port, GARBLED)
  if (knocked.kind !== 'answered') return { kind: 'silent', port }
  const files = grants.flatMap(({ connection }) => (connection === null ? [] : [connection.tokenFile]))
  return { kind: 'serving', port, files: lookAtTokenFiles(files, platform) }
}

/**
 * From outside: who answers on the port that the settings name.
 * @param tokenFiles those that an Understudy that runs has written
 */
export async function lookAtPort(
  port: number | null,
  tokenFiles: readonly string[],
  platform: NodeJS.Platform,
): Promise<EndpointFact> {
  if (port === null) return { kind: 'not-running', port }
  const knocked = await knock(port, plainRequest(port))
  switch (knocked.kind) {
    case 'nobody':
      return { kind: 'not-running', port }
    case 'silent':
      return { kind: 'stranger', port }
    case 'answered':
      return isUnderstudy(knocked.text)
        ? { kind: 'serving', port, files: lookAtTokenFiles(tokenFiles, platform) }
        : { kind: 'stranger', port }
  }
}
