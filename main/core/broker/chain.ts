import type { Brand } from '../brand.ts'
import { type CatalogData, findIdentity, findSession } from '../catalog/catalog-data.ts'
import type { EndpointSettings, IamUser, Identity, OidcProvider, SamlProvider } from '../catalog/identity.ts'
import { assertNever, fail, type Result, succeed } from '../failures/failure.ts'
import { type Session, type SessionId, whyNotBounded } from '../sessions/session.ts'
import { checkSessionPolicies, type SessionPolicies } from '../sessions/session-policies.ts'
import { checkSession } from '../sessions/session-rules.ts'
import { GLOBAL_STS } from '../sts/partitions.ts'
import { requestOf, type StsRequest } from '../sts/sts-request.ts'

/** The canonical form of all that decides what a node's credentials are: equal keys, equal credentials. */
export type NodeKey = Brand<'NodeKey'>

export interface StsEndpoint {
  readonly region: string
  /** Null for AWS's own host for the Region. */
  readonly url: string | null
  /** Asked in its place while the Region can't be reached. No part of a node's key: credentials hold in both. */
  readonly fallbackRegion: string | null
}

export interface MfaDevice {
  readonly serial: string
  /** Whose device it is, as the user calls the identity. */
  readonly owner: string
  readonly account: string
}

/** One STS call on the way from an identity to a session. */
export interface ChainNode {
  readonly key: NodeKey
  readonly request: StsRequest
  readonly source:
    | { readonly kind: 'key'; readonly identity: IamUser }
    /** The call brings what the provider vouches for in the place of a signature. */
    | { readonly kind: 'provider'; readonly identity: SamlProvider | OidcProvider }
    | { readonly kind: 'node'; readonly node: ChainNode }
  /** The device whose code goes with the call, or null if none does. */
  readonly device: MfaDevice | null
  readonly endpoint: StsEndpoint
  /** What the key is made of, the source's own within it. */
  readonly inputs: readonly unknown[]
}

/**
 * The STS calls that lead to a session, as its last node; each earlier one is the `source` of the next.
 * @param bounds the session policies that go with the last call; null for none
 */
export function chainOf(
  data: CatalogData,
  id: SessionId,
  bounds: SessionPolicies | null = null,
): Result<ChainNode> {
  const session = findSession(data, id)
  if (!session.ok) return session
  const problems = checkSession(session.value, data, id)
  // Checked at each use, since it is the source that may have changed; it also proves that there is no circle.
  if (problems.length > 0) return fail({ kind: 'invalid', problems })
  const unbounded = bounds === null ? null : whyNotBounded(session.value)
  if (unbounded !== null)
    return fail({ kind: 'no-session-policies', session: session.value.name, reason: unbounded })
  // Bounds that say nothing would be none, and the tool would have all that the role may.
  const outOfBounds = bounds === null ? [] : checkSessionPolicies(bounds)
  if (outOfBounds.length > 0) return fail({ kind: 'invalid', problems: outOfBounds })
  return nodeFor(data, session.value, bounds)
}

/** The node and all before it, from the key's own call to the session's. */
export function stepsTo(node: ChainNode): readonly ChainNode[] {
  return node.source.kind === 'node' ? [...stepsTo(node.source.node), node] : [node]
}

/** The identity at the start of the chain. */
export function identityOf(node: ChainNode): Identity {
  return node.source.kind === 'node' ? identityOf(node.source.node) : node.source.identity
}

function nodeFor(data: CatalogData, session: Session, bounds: SessionPolicies | null): Result<ChainNode> {
  if (session.source.kind === 'session') {
    const source = chainOf(data, session.source.id)
    if (!source.ok) return source
    const identity = identityOf(source.value)
    const request = requestOf(session, identity, bounds)
    return succeed(node(request, { kind: 'node', node: source.value }, null, endpointOf(identity)))
  }
  const found = findIdentity(data, session.source.id)
  if (!found.ok) return found
  const identity = found.value
  const endpoint = endpointOf(identity)
  const request = requestOf(session, identity, bounds)
  if (identity.kind !== 'iam-user')
    return succeed(node(request, { kind: 'provider', identity }, null, endpoint))
  const key = { kind: 'key', identity } as const
  const device = deviceOf(identity)
  if (session.operation === 'GetSessionToken')
    return succeed(node(request, key, session.mfa ? device : null, endpoint))
  if (session.operation !== 'AssumeRole' || session.mfa === 'none')
    return succeed(node(request, key, null, endpoint))
  if (session.mfa === 'own-code') return succeed(node(request, key, device, endpoint))
  const token = node(DAY_TOKEN, key, device, endpoint)
  return succeed(node(request, { kind: 'node', node: token }, null, endpoint))
}

/** What a code is given for, so that it opens every role of its device. */
const DAY_TOKEN: StsRequest = {
  operation: 'GetSessionToken',
  durationSeconds: null,
  minimumSessionTokenSize: null,
}

export function endpointOf({ region, stsUrl, fallbackRegion, globalSts }: EndpointSettings): StsEndpoint {
  return globalSts
    ? { region: GLOBAL_STS.region, url: GLOBAL_STS.url, fallbackRegion: null }
    : { region, url: stsUrl, fallbackRegion }
}

function deviceOf(identity: IamUser): MfaDevice | null {
  if (identity.mfaSerial === null) return null
  return { serial: identity.mfaSerial, owner: identity.name, account: identity.account }
}

function node(
  request: StsRequest,
  source: ChainNode['source'],
  device: MfaDevice | null,
  endpoint: StsEndpoint,
): ChainNode {
  const inputs = [canonical(request), device?.serial ?? null, endpoint.region, endpoint.url, originOf(source)]
  return { key: JSON.stringify(inputs) as NodeKey, request, source, device, endpoint, inputs }
}

/** Equal for values with equal members, whatever their order: objects become arrays, sorted by the members' names. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, canonical(member)])
}

function originOf(source: ChainNode['source']): unknown {
  switch (source.kind) {
    case 'key':
      return source.identity.keychainAccount
    case 'provider': {
      const { identity } = source
      return [identity.id, canonical(identity.kind === 'oidc-provider' ? identity.token : identity.signInUrl)]
    }
    case 'node':
      return source.node.inputs
    default:
      return assertNever(source)
  }
}
