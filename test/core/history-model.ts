import assert from 'node:assert/strict'
import type { Prompt } from '../../main/core/broker/mfa.ts'
import { MINUTE, SECOND } from '../../main/core/clock.ts'
import type { SessionTag } from '../../main/core/sessions/session.ts'
import { flush } from '../support/fakes.ts'
import { Judge } from './history-judge.ts'
import { crowd, identities, names, type Step, sessions, type Told } from './history-steps.ts'
import { sessionId, World } from './world.ts'

/** A world that goes through a history, and what tools were told to wait for on the way. */
export class History {
  readonly #world: World
  readonly #judge: Judge
  readonly #waiting = new Set<Promise<unknown>>()
  #lastCode = '000000'

  constructor({ keepsTokens, dice }: Told) {
    this.#world = new World(...sessions, ...crowd)
    this.#world.data = { ...this.#world.data, identities }
    this.#world.keepsTokens = keepsTokens
    this.#world.dice = () => dice
    this.#judge = new Judge(this.#world)
  }

  async go(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.#take(step)
      await flush()
      this.#judge.check()
    }
    await this.#end()
  }

  async #take(step: Step): Promise<void> {
    const world = this.#world
    switch (step.do) {
      case 'start':
        this.#judge.started(step.name)
        return world.start(step.name)
      case 'stop':
        if (!this.#isThere(step.name)) return
        this.#judge.stopped(step.name)
        return world.stop(step.name)
      case 'request':
        return this.#request(step.name)
      case 'edit':
        return this.#edit(step.name, step.to)
      case 'edit code':
        return world.change({
          sessions: world.data.sessions.map(each =>
            each.name === step.name && each.operation === 'AssumeRole' && each.source.kind === 'identity'
              ? { ...each, mfa: step.to }
              : each,
          ),
        })
      case 'edit key':
        return world.change({
          identities: world.data.identities.map(each =>
            each.kind === 'iam-user' && each.id === identities[0]?.id ? { ...each, ...step.changes } : each,
          ),
        })
      case 'remove':
        this.#judge.removed(step.name)
        return world.change({ sessions: world.data.sessions.filter(each => each.name !== step.name) })
      case 'put back':
        if (this.#isThere(step.name)) return
        return world.change({
          sessions: [...world.data.sessions, ...sessions.filter(each => each.name === step.name)],
        })
      case 'start crowd':
        for (const { id } of crowd) world.broker.start(id)
        return this.#judge.started('crowd')
      case 'stop crowd':
        for (const { id } of crowd) world.broker.stop(id)
        return
      default:
        return this.#meet(step)
    }
  }

  /** What comes from a person at a prompt, or from outside. */
  async #meet(step: Exclude<Step, { do: 'edit' | 'edit key' | 'start crowd' }>): Promise<void> {
    const world = this.#world
    switch (step.do) {
      case 'answer':
        this.#lastCode = world.newCode()
        return this.#answer(step.last, this.#lastCode)
      case 'answer again':
        return this.#answer(step.last, this.#lastCode)
      case 'answer badly':
        return this.#answer(step.last, '12 34')
      case 'cancel': {
        const prompt = this.#prompt(step.last)
        if (prompt !== undefined) world.prompts.cancel(prompt.id)
        return
      }
      case 'hold':
        for (const gate of this.#gates(step.what)) gate.shut()
        return
      case 'let one':
        for (const gate of this.#gates(step.what)) await gate.letOne()
        return
      case 'open':
        return this.#open(step.what)
      case 'advance':
        return this.#advance(step.seconds * SECOND)
      case 'near the end': {
        const state = world.state(step.name)
        if ('until' in state) await this.#advance(state.until - world.clock.now() - step.seconds * SECOND)
        return
      }
      case 'set':
        world.clock.set(step.seconds * SECOND)
        return this.#judge.clockWasSet()
      case 'sleep':
        world.clock.sleep(step.seconds * SECOND)
        if (!step.isTold) return
        world.surroundings.resumed()
        return world.clock.advance(0)
      case 'lock':
        world.preferences = { ...world.preferences, forgetOnLock: step.forgets }
        world.surroundings.screenLocked(true)
        this.#judge.screenLocked(true)
        if (step.forgets) this.#judge.forgotten()
        return
      case 'unlock':
        world.surroundings.screenLocked(false)
        return this.#judge.screenLocked(false)
      case 'network back':
        return world.surroundings.networkBack()
      case 'keychain opened':
        return world.surroundings.keychainOpened()
      case 'idle':
        world.surroundings.idle()
        return this.#judge.forgotten()
      case 'forget all':
        world.broker.forgetAll('user')
        return this.#judge.forgotten()
      case 'restart':
        return this.#restart(step.seconds, step.set)
      case 'fail':
        return world.sts.failNext(...Array.from({ length: step.times }, () => step.failure))
      case 'fail always':
        return world.sts.failAlways(step.failure)
      case 'fail keychain':
        world.keys.failure = step.failure
        return
      case 'fail tokens':
        world.tokens.failure = step.failure
        return
      case 'tell time':
        world.sts.tellsTime = step.tells
        return
      case 'shorten':
        world.sts.life = step.life
        return
    }
  }

  #edit(name: string, to: 0 | 1 | 2): Promise<void> {
    const edited = this.#world.data.sessions.map(each => {
      if (each.name !== name) return each
      return each.operation === 'AssumeRole'
        ? {
            ...each,
            externalId: `edit-${to}`,
            tags: [...unedited(each.tags), { key: 'edit', value: `${to}` }],
          }
        : { ...each, durationSeconds: [null, 3_600, 7_200][to] ?? null }
    })
    return this.#world.change({ sessions: edited })
  }

  /** What is under way at STS or in the keychain may still be: the process ends without it. */
  async #restart(seconds: number, set: number): Promise<void> {
    const world = this.#world
    await world.quit()
    assert.equal(world.prompts.list().length, 0)
    this.#waiting.clear()
    world.clock.sleep(seconds * SECOND)
    world.clock.set(set * SECOND)
    world.launch()
    this.#judge.restarted()
  }

  /** Once nothing is in the way any more every session can be had again, and every wait ends. */
  async #end(): Promise<void> {
    const world = this.#world
    world.sts.failAlways(null)
    world.sts.tellsTime = true
    world.sts.life = null
    world.keys.failure = null
    world.tokens.failure = null
    await this.#open('sts')
    await this.#open('keychain')
    world.surroundings.screenLocked(false)
    this.#judge.screenLocked(false)
    await this.#advance(5 * MINUTE)
    this.#judge.check()
    for (const name of names) if (this.#isWhole(name)) await this.#take({ do: 'start', name })
    for (let round = 0; world.prompts.list().length > 0 && round < 20; round += 1)
      for (const { id, device } of world.prompts.list()) {
        const code = world.newCode()
        this.#judge.typed(device.serial, code)
        world.prompts.answer(id, code)
        await flush()
        this.#judge.check()
      }
    for (const name of names)
      if (this.#isWhole(name)) assert.equal(world.state(name).kind, 'live', `${name} can't be had any more.`)
    world.broker.close()
    // As long as a pause after throttling may last.
    await world.clock.advance(10 * SECOND)
    assert.equal(world.prompts.list().length, 0)
    assert.equal(world.clock.timers, 0, 'A timer is left.')
    assert.equal(this.#waiting.size, 0, 'Somebody still waits for an answer.')
  }

  #isThere(name: string): boolean {
    return this.#world.data.sessions.some(each => each.name === name)
  }

  /** Whether the session and all that it starts from are there. */
  #isWhole(name: string): boolean {
    const session = this.#world.data.sessions.find(each => each.id === sessionId(name))
    if (session === undefined) return false
    return session.source.kind === 'identity' || this.#isWhole(session.source.id)
  }

  #request(name: string): void {
    const handout = this.#judge.request(name)
    if (handout.kind !== 'pending') return
    const { settled } = handout
    this.#waiting.add(settled)
    void settled.then(() => this.#waiting.delete(settled))
  }

  #prompt(last: boolean): Prompt | undefined {
    return this.#world.prompts.list().at(last ? -1 : 0)
  }

  #answer(last: boolean, code: string): void {
    const prompt = this.#prompt(last)
    if (prompt === undefined) return
    this.#judge.typed(prompt.device.serial, code)
    this.#world.prompts.answer(prompt.id, code)
  }

  #gates(what: 'sts' | 'keychain') {
    const { sts, keys, keychain } = this.#world
    return what === 'sts' ? [sts.gate] : [keys.gate, keychain.gate]
  }

  async #open(what: 'sts' | 'keychain'): Promise<void> {
    for (const gate of this.#gates(what)) await gate.open()
  }

  /** By steps, with tools that ask all the while. */
  async #advance(ms: number): Promise<void> {
    for (const part of [0.3, 0.69, 0.01]) {
      await this.#world.clock.advance(Math.max(0, Math.round(ms * part)))
      for (const each of names) if (this.#world.state(each).kind !== 'off') this.#request(each)
    }
  }
}

function unedited(tags: readonly SessionTag[]): readonly SessionTag[] {
  return tags.filter(tag => tag.key !== 'edit')
}
