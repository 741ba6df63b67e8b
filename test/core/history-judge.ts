import assert from 'node:assert/strict'
import { type CatalogData, findIdentity, findSession } from '../../main/core/catalog/catalog-data.ts'
import type { Identity } from '../../main/core/catalog/identity.ts'
import { nameOfSource } from '../../main/core/catalog/token-source.ts'
import { SECOND } from '../../main/core/clock.ts'
import { assertNever } from '../../main/core/failures/failure.ts'
import type { Session, SessionTag } from '../../main/core/sessions/session.ts'
import { names } from './history-steps.ts'
import { sessionId, type World } from './world.ts'

/** A Date header has whole seconds: a clock that is wrong by less than this (ms) is not corrected. */
const UNSEEN = 2 * SECOND
/** AWS may take a code for so long (ms) after the device has shown it. */
const CODE_LIFE = 90 * SECOND

type Ready = Extract<ReturnType<World['request']>, { kind: 'ready' }>

/** Says what must hold, from what the user did and what STS was asked, and from nothing that the app remembers. */
export class Judge {
  readonly #world: World
  readonly #stopped = new Set<string>()
  readonly #firstTyped = new Map<string, number>()
  readonly #timesSent = new Map<string, number>()
  #sentSeen = 0
  #isLocked = false
  #forgottenBefore = 0
  #firstOfRun = 0
  /** How far the computer's clock was behind AWS's in this run, at the most (ms, 0 or less). */
  #furthestBehind = 0

  constructor(world: World) {
    this.#world = world
  }

  started(name: string): void {
    this.#stopped.delete(name)
    // Whoever clicks is there, and may be asked.
    this.#isLocked = false
  }

  stopped(name: string): void {
    this.#stopped.add(name)
  }

  removed(name: string): void {
    this.#stopped.delete(name)
  }

  screenLocked(isLocked: boolean): void {
    this.#isLocked = isLocked
  }

  /** From now on nothing may be served that was got, or asked for, before. */
  forgotten(): void {
    for (const { name } of this.#world.data.sessions) this.stopped(name)
    this.#forgottenBefore = this.#world.sts.made
    // The answer to a call that was in flight is thrown away: it can't be joined.
    this.#world.sts.countAnew()
  }

  clockWasSet(): void {
    this.#furthestBehind = Math.min(this.#furthestBehind, this.#wallBy())
  }

  restarted(): void {
    this.#stopped.clear()
    this.#isLocked = false
    this.#firstOfRun = this.#world.sts.made
    this.#furthestBehind = Math.min(0, this.#wallBy())
    // A new process can't know the codes of the one before; AWS refuses such a code, and no harm is done.
    this.#firstTyped.clear()
    this.#timesSent.clear()
  }

  typed(serial: string, code: string): void {
    const key = `${serial} ${code}`
    if (!this.#firstTyped.has(key)) this.#firstTyped.set(key, this.#world.clock.now())
  }

  /** What must hold at every moment. */
  check(): void {
    for (const name of names) this.#checkSession(name)
    this.#checkPrompts()
    this.#checkCodes()
    this.#checkKept()
    assert(this.#world.sts.mostAtOnce <= 1, 'Two calls were open at once for one node.')
    assert(this.#world.sts.mostOfAll <= 20, 'Over 20 calls were in flight at once.')
  }

  /** A tool asks: what it is told must match what the state was. */
  request(name: string): ReturnType<World['request']> {
    const before = this.#world.state(name)
    const handout = this.#world.request(name)
    const after = this.#world.state(name)
    const isReady = handout.kind === 'ready'
    assert(!this.#stopped.has(name) || handout.kind === 'refused', `${name} was stopped, and is not refused.`)
    assert(
      before.kind === 'off' || isReady === 'until' in before,
      `${name} is ${before.kind}: ${handout.kind}`,
    )
    assert(isReady === 'until' in after, `${name} is ${handout.kind}: ${after.kind}`)
    if (!isReady) return handout
    if ('until' in after) assert.equal(after.until, handout.held.endsAt)
    this.#checkHandedOut(name, handout)
    return handout
  }

  #checkSession(name: string): void {
    const state = this.#world.state(name)
    assert(!this.#stopped.has(name) || state.kind === 'off', `${name} was stopped, and is ${state.kind}.`)
    // What is served is served without an effect on anything else.
    if ('until' in state) this.request(name)
    if (state.kind !== 'waiting-for-code') return
    const asked = this.#world.prompts
      .list()
      .flatMap(prompt => this.#world.broker.states.waitingFor(prompt.nodes))
    assert(asked.includes(sessionId(name)), `${name} waits for a code that nobody is asked for.`)
  }

  #checkPrompts(): void {
    const prompts = this.#world.prompts.list()
    assert(!this.#isLocked || prompts.length === 0, 'Somebody is asked on a locked screen.')
    const devices = prompts.map(prompt => prompt.device.serial)
    assert.equal(new Set(devices).size, devices.length)
    for (const { nodes } of prompts)
      assert(
        this.#world.broker.states.waitingFor(nodes).length > 0,
        'A code is asked for that nothing waits for.',
      )
  }

  /** A code ages from when it was read: one that had to wait before it was sent can't be taken for longer. */
  #checkCodes(): void {
    const { sent } = this.#world.sts
    for (const { serial, code, at } of sent.slice(this.#sentSeen)) {
      const key = `${serial} ${code}`
      const typed = this.#firstTyped.get(key)
      if (typed === undefined) throw new Error('A code was sent that nobody has typed.')
      if (at - typed > CODE_LIFE) continue
      const times = (this.#timesSent.get(key) ?? 0) + 1
      this.#timesSent.set(key, times)
      assert.equal(times, 1, 'A code was sent twice.')
    }
    this.#sentSeen = sent.length
  }

  /** What is kept for the next start goes with its key. */
  #checkKept(): void {
    const keys = this.#world.data.identities.map(each =>
      each.kind === 'iam-user' ? each.keychainAccount : '',
    )
    for (const { keyItem, servedUntil } of this.#world.tokenIndex.keptTokens)
      assert(servedUntil === 0 || keys.includes(keyItem), 'A token is kept whose key is gone.')
  }

  #checkHandedOut(name: string, { held }: Ready): void {
    const { clock, sts, data } = this.#world
    const { accessKeyId } = held.credentials
    const given = sts.given(accessKeyId)
    if (given === undefined) throw new Error('Something is served that STS has not given.')
    if (this.#canBeTimed(given.order, given.wallBy, given.told)) {
      const floor = Math.min(60 * SECOND, (given.expiration - given.at) / 6)
      const left = given.expiration - clock.now()
      assert(left > floor - UNSEEN, `${name} is served with ${left} ms left, and the floor is ${floor}.`)
    }
    const session = findSession(data, sessionId(name))
    if (!session.ok) throw new Error('Something is served for a session that is not there.')
    const { steps, identity } = this.#wayTo(accessKeyId)
    const expected = expectedWay(data, session.value)
    assert.equal(steps.join(), expected.steps.join())
    assert.equal(identity, markOf(expected.identity))
  }

  /**
   * Whether the app can know when these credentials end by AWS's clock. In the run that got them: where STS's answer
   * told the time, or the computer's clock was right. After a restart the computer's clock is all there is, and its
   * error may be another than when they were kept. They are then served for no longer than both readings of it
   * allow: that its error is still the same, and that it is right now. So they are never served too long, but where
   * the clock was set back since then, or is slower, *and* is now behind AWS's.
   */
  #canBeTimed(order: number, wallBy: number, told: boolean): boolean {
    if (!told && Math.abs(wallBy) >= UNSEEN) return false
    return order >= this.#firstOfRun || this.#furthestBehind >= Math.min(wallBy, 0)
  }

  /** What STS was really asked on the way to these credentials, the last first. */
  #wayTo(accessKeyId: string): { readonly steps: readonly string[]; readonly identity: string } {
    const steps: string[] = []
    let signer = accessKeyId
    for (;;) {
      const given = this.#world.sts.given(signer)
      if (given === undefined) return { steps, identity: signer }
      assert(given.order >= this.#forgottenBefore, 'What was to be forgotten is served.')
      const { request, mfa, proofs } = given.call
      steps.push(stepOf(request, mfa?.serial ?? null))
      if (given.call.signer === null)
        return { steps, identity: proofs.map(proof => proof.reveal().replace(/^.* of /, '')).join() }
      signer = given.call.signer.accessKeyId
    }
  }

  #wallBy(): number {
    return this.#world.clock.wall() - this.#world.clock.now()
  }
}

interface Way {
  /** As {@link stepOf} writes them, the session's own first. */
  readonly steps: readonly string[]
  readonly identity: Identity
}

/** What STS is to be asked for a session: from its definition, since main/core/broker/chain.ts may be what is wrong. */
function expectedWay(data: CatalogData, session: Session): Way {
  if (session.source.kind === 'session') {
    const source = findSession(data, session.source.id)
    if (!source.ok) throw new Error('Something is served whose source is not there.')
    const { steps, identity } = expectedWay(data, source.value)
    return { steps: [stepOf(session, null), ...steps], identity }
  }
  const found = findIdentity(data, session.source.id)
  if (!found.ok) throw new Error('Something is served whose key is not there.')
  const identity = found.value
  const serial = identity.kind === 'iam-user' ? identity.mfaSerial : null
  const own = stepOf(session, hasOwnCode(session) ? serial : null)
  const sharesCode = session.operation === 'AssumeRole' && session.mfa === 'session-token'
  const token = { operation: 'GetSessionToken', durationSeconds: null } as const
  return { steps: sharesCode ? [own, stepOf(token, serial)] : [own], identity }
}

function hasOwnCode(session: Session): boolean {
  if (session.operation === 'AssumeRole') return session.mfa === 'own-code'
  return session.operation === 'GetSessionToken' && session.mfa
}

/** What STS sees of an identity: its key, or where its token comes from. */
function markOf(identity: Identity): string {
  switch (identity.kind) {
    case 'iam-user':
      return `AKIA${identity.keychainAccount}`
    case 'oidc-provider':
      return nameOfSource(identity.token)
    case 'saml-provider':
      return identity.signInUrl
    default:
      return assertNever(identity)
  }
}

interface Asked extends Pick<Session, 'operation' | 'durationSeconds'> {
  readonly roleArn?: string
  readonly externalId?: string | null
  readonly tags?: readonly SessionTag[]
  readonly transitiveTagKeys?: readonly string[]
  readonly sourceIdentity?: string | null
}

/** No Region is in it: the credentials of the fallback Region are as good. */
function stepOf(asked: Asked, serial: string | null): string {
  const { operation, durationSeconds, roleArn, externalId, tags, transitiveTagKeys, sourceIdentity } = asked
  return JSON.stringify([
    operation,
    durationSeconds,
    roleArn,
    externalId,
    tags,
    transitiveTagKeys,
    sourceIdentity,
    serial,
  ])
}
