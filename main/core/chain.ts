import type { Brand } from './brand.ts'
import { type CatalogData, findIdentity, findSession } from './catalog-data.ts'
import { assertNever, fail, type Result, succeed } from './failure.ts'
import { type Identity, nameInArn } from './identity.ts'
import type { Session, SessionId } from './session.ts'
import { checkSessionPolicies, inPartitionOf, type SessionPolicies } from './session-policies.ts'
import { checkSession } from './session-rules.ts'

/** The canonical form of all that decides what a node's credentials are: equal keys, equal credentials. */
export type NodeKey = Brand<'NodeKey'>

export interface StsEndpoint {
  readonly region: string
  /** Null for AWS's own host for the Region. */
  readonly url: string | null
  /** Asked in its place while the Region can't be reached. No part of a node's key: credentials hold in both. */
  readonly fallbackRegion: string | null
}

type EndpointSettings = Pick<Identity, 'region' | 'stsUrl' | 'fallbackRegion'>

export interface MfaDevice {
  readonly serial: string
  /** Whose device it is, as the user calls the identity. */
  readonly owner: string
  readonly account: string
}

export type StsRequest =
  | { readonly operation: 'GetSessionToken'; readonly durationSeconds: number | null }
  | {
      readonly operation: 'AssumeRole'
      readonly durationSeconds: number | null
      readonly roleArn: string
      readonly roleSessionName: string
      readonly externalId: string | null
      readonly policy: string | null
      readonly policyArns: readonly string[]
    }

/** One STS call on the way from a key to a session. */
export interface ChainNode {
  readonly key: NodeKey
  readonly request: StsRequest
  readonly source:
    | { readonly kind: 'key'; readonly identity: Identity }
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
  if (bounds !== null && session.value.operation === 'GetSessionToken')
    return fail({ kind: 'no-session-policies', session: session.value.name })
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
  return node.source.kind === 'key' ? node.source.identity : identityOf(node.source.node)
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
  const device = deviceOf(identity)
  const key = { kind: 'key', identity } as const
  const request = requestOf(session, identity, bounds)
  switch (session.operation) {
    case 'GetSessionToken':
      return succeed(node(request, key, session.mfa ? device : null, endpoint))
    case 'AssumeRole': {
      if (session.mfa !== 'session-token')
        return succeed(node(request, key, session.mfa === 'own-code' ? device : null, endpoint))
      const token = node({ operation: 'GetSessionToken', durationSeconds: null }, key, device, endpoint)
      return succeed(node(request, { kind: 'node', node: token }, null, endpoint))
    }
    default:
      return assertNever(session)
  }
}

function requestOf(session: Session, identity: Identity, bounds: SessionPolicies | null): StsRequest {
  const { durationSeconds } = session
  if (session.operation === 'GetSessionToken') return { operation: 'GetSessionToken', durationSeconds }
  return {
    operation: 'AssumeRole',
    durationSeconds,
    roleArn: session.roleArn,
    roleSessionName: session.roleSessionName ?? defaultSessionName(identity),
    externalId: session.externalId,
    policy: bounds?.policy ?? null,
    policyArns: (bounds?.policyArns ?? []).map(arn => inPartitionOf(session.roleArn, arn)),
  }
}

/** Trust policies ask for `sts:RoleSessionName` = `${aws:username}`, so that is the default. */
function defaultSessionName(identity: Identity): string {
  const name = nameInArn(identity.arn)
  return name.length >= 2 ? name : `${name}-understudy`
}

export function endpointOf({ region, stsUrl, fallbackRegion }: EndpointSettings): StsEndpoint {
  return { region, url: stsUrl, fallbackRegion }
}

function deviceOf(identity: Identity): MfaDevice | null {
  if (identity.mfaSerial === null) return null
  return { serial: identity.mfaSerial, owner: identity.name, account: identity.account }
}

function node(
  request: StsRequest,
  source: ChainNode['source'],
  device: MfaDevice | null,
  endpoint: StsEndpoint,
): ChainNode {
  const origin = source.kind === 'key' ? source.identity.keychainAccount : source.node.inputs
  // Arrays, since the order of an object's members is no part of its meaning.
  const members = Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1))
  const inputs = [members, device?.serial ?? null, endpoint.region, endpoint.url, origin]
  return { key: JSON.stringify(inputs) as NodeKey, request, source, device, endpoint, inputs }
}
