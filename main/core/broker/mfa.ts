import type { Brand } from '../brand.ts'
import { type Clock, MINUTE, SECOND } from '../clock.ts'
import type { Clicks } from '../consent/clicks.ts'
import { done, type Failure, fail, type Result, succeed } from '../failures/failure.ts'
import type { MfaDevice, NodeKey } from './chain.ts'
import { MfaCodes } from './mfa-codes.ts'

export type PromptId = Brand<'PromptId'>

/** Who set off what needs a code. Only a click may raise a prompt again soon after one was dismissed. */
export type Asker = 'you' | 'tool' | 'renewal'

export interface Notice {
  /** `another`: the last code is dealt with, and the next thing that waits needs one of its own. */
  readonly kind: 'wrong' | 'used' | 'not-six-digits' | 'not-delivered' | 'another'
  /** When the device shows its next code (epoch ms by this computer's clock), where a new one is needed. */
  readonly nextCodeAt: number | null
}

export interface Prompt {
  readonly id: PromptId
  readonly device: MfaDevice
  readonly asker: Asker
  /** Who was the first: a click that only opens the prompt does not change that. */
  readonly raisedBy: Asker
  /**
   * Grows each time that the user clicks on something that waits for it: it is to be shown then. Of all prompts the
   * one that was clicked for last has the most.
   */
  readonly clicks: number
  /** What waits: the nodes whose call needs the code. */
  readonly nodes: readonly NodeKey[]
  /** On {@link Clock.now}'s scale. */
  readonly deadline: number
  readonly status: 'open' | 'checking'
  readonly notice: Notice | null
}

/** A place in the line for a device's codes. Each code goes to one ticket, since AWS takes it once. */
export interface Ticket {
  /** Whether its prompt is still there to ask: a code that was given may be under way when it is not. */
  isOpen(): boolean
  /**
   * The next code that the user gives to this ticket.
   * @param last what became of the one before: refused, or perhaps not arrived (spent all the same). The same
   *   prompt then says so and asks again.
   */
  next(last: 'wrong' | 'not-delivered' | null): Promise<Result<string>>
  /** No more codes are needed here. */
  close(): void
}

/** A prompt that nobody answers ends after this (ms). */
const PATIENCE = 120 * SECOND
/** After a prompt was dismissed no tool and no renewal raises the next one for this long (ms). */
export const QUIET = 10 * MINUTE

interface Place {
  readonly node: NodeKey
  give: ((answer: Result<string>) => void) | null
  ended: Ending | 'withdrawn' | null
}

type Ending = 'cancelled' | 'unanswered' | 'locked'

interface OpenPrompt {
  readonly id: PromptId
  readonly device: MfaDevice
  readonly places: Place[]
  readonly raisedBy: Asker
  asker: Asker
  clicks: number
  deadline: number
  status: 'open' | 'checking'
  notice: Notice | null
  stopTimer: () => void
}

/** MFA prompts: one open for each device, however many calls wait for its codes. */
export class Prompts {
  readonly #open = new Map<string, OpenPrompt>()
  readonly #quietUntil = new Map<string, number>()
  readonly #codes: MfaCodes
  readonly #clock: Clock
  readonly #newId: () => string
  readonly #onChange: () => void
  readonly #clicks: Clicks
  #locked = false

  constructor(clock: Clock, newId: () => string, clicks: Clicks, onChange: () => void) {
    this.#clicks = clicks
    this.#clock = clock
    this.#codes = new MfaCodes(clock)
    this.#newId = newId
    this.#onChange = onChange
  }

  list(): readonly Prompt[] {
    return [...this.#open.values()].map(({ places, stopTimer: _, ...seen }) => ({
      ...seen,
      nodes: places.map(place => place.node),
    }))
  }

  /** Fails where no prompt may come now: see {@link refusal}. */
  ask(device: MfaDevice, node: NodeKey, asker: Asker): Result<Ticket> {
    // Not a sign that somebody is there: the click that set this off may have been before the screen was locked.
    if (asker === 'you') this.#quietUntil.delete(device.serial)
    const refused = this.refusal(device)
    if (refused !== null) return fail(refused)
    const prompt = this.#open.get(device.serial) ?? this.#create(device, asker)
    if (asker === 'you') this.#raise(prompt)
    // Whoever comes just before the deadline has the full time too.
    if (prompt.status === 'open') this.#giveTime(prompt)
    const place: Place = { node, give: null, ended: null }
    prompt.places.push(place)
    this.#onChange()
    return succeed({
      isOpen: () => place.ended === null,
      next: last => {
        if (place.ended !== null)
          return Promise.resolve(fail({ kind: 'mfa', reason: place.ended, device: device.owner }))
        if (last !== null) this.#reopen(prompt, { kind: last, nextCodeAt: this.#codes.nextAt() })
        return new Promise(resolve => {
          place.give = resolve
        })
      },
      close: () => this.#leave(prompt, place),
    })
  }

  /**
   * Why nothing but a click may raise a prompt of this device now, if so: the screen is locked, or one was
   * dismissed in the last 10 minutes.
   */
  refusal(device: MfaDevice): Failure | null {
    if (this.#locked) return { kind: 'mfa', reason: 'locked', device: device.owner }
    if ((this.#quietUntil.get(device.serial) ?? 0) <= this.#clock.now()) return null
    return { kind: 'mfa', reason: 'quiet', device: device.owner }
  }

  /** The computer has slept: nobody could answer meanwhile, so the full time is given anew. */
  resumed(): void {
    for (const prompt of this.#open.values()) if (prompt.status === 'open') this.#giveTime(prompt)
    this.#onChange()
  }

  /** While the screen is locked nobody is asked; what is open ends, and nobody counts that as a dismissal. */
  setLocked(locked: boolean): void {
    this.#locked = locked
    if (locked) for (const prompt of [...this.#open.values()]) this.#end(prompt, 'locked')
  }

  get isLocked(): boolean {
    return this.#locked
  }

  /** The user clicked on something that waits for this device, or soon will. */
  noteClick(serial: string): void {
    // Whoever clicks is there, whatever was heard of the screen.
    this.#locked = false
    this.#quietUntil.delete(serial)
    const prompt = this.#open.get(serial)
    if (prompt === undefined) return
    this.#raise(prompt)
    if (prompt.status === 'open') this.#giveTime(prompt)
    this.#onChange()
  }

  /** A code that is not six digits, or that was sent before, is not sent: the prompt says why. */
  answer(id: PromptId, typed: string): Result<void> {
    const prompt = this.#find(id)
    if (prompt === undefined) return fail({ kind: 'not-found', what: 'prompt' })
    const place = prompt.places.find(each => each.give !== null)
    if (prompt.status === 'checking' || place === undefined) return done
    const code = this.#codes.read(typed)
    if (code === null) {
      this.#reopen(prompt, { kind: 'not-six-digits', nextCodeAt: null })
      return done
    }
    if (!this.#codes.take(prompt.device.serial, code)) {
      this.#reopen(prompt, { kind: 'used', nextCodeAt: this.#codes.nextAt() })
      return done
    }
    prompt.status = 'checking'
    prompt.notice = null
    prompt.stopTimer()
    this.#onChange()
    const { give } = place
    place.give = null
    give?.(succeed(code))
    return done
  }

  cancel(id: PromptId): Result<void> {
    const prompt = this.#find(id)
    if (prompt === undefined) return fail({ kind: 'not-found', what: 'prompt' })
    this.#end(prompt, 'cancelled')
    return done
  }

  #create(device: MfaDevice, asker: Asker): OpenPrompt {
    const prompt: OpenPrompt = {
      id: this.#newId() as PromptId,
      device,
      places: [],
      asker,
      raisedBy: asker,
      clicks: 0,
      deadline: 0,
      status: 'open',
      notice: null,
      stopTimer: () => {},
    }
    this.#open.set(device.serial, prompt)
    return prompt
  }

  #raise(prompt: OpenPrompt): void {
    prompt.asker = 'you'
    prompt.clicks = this.#clicks.next()
  }

  #giveTime(prompt: OpenPrompt): void {
    prompt.stopTimer()
    prompt.deadline = this.#clock.now() + PATIENCE
    prompt.stopTimer = this.#clock.after(PATIENCE, () => this.#end(prompt, 'unanswered'))
  }

  #reopen(prompt: OpenPrompt, notice: Notice): void {
    prompt.status = 'open'
    prompt.notice = notice
    this.#giveTime(prompt)
    this.#onChange()
  }

  #leave(prompt: OpenPrompt, place: Place): void {
    const index = prompt.places.indexOf(place)
    if (index < 0) return
    const wasChecking = prompt.status === 'checking' && place.give === null
    prompt.places.splice(index, 1)
    place.ended = 'withdrawn'
    place.give?.(fail({ kind: 'mfa', reason: 'withdrawn', device: prompt.device.owner }))
    if (prompt.places.length === 0) this.#remove(prompt)
    else if (wasChecking) this.#reopen(prompt, { kind: 'another', nextCodeAt: this.#codes.nextAt() })
    this.#onChange()
  }

  #end(prompt: OpenPrompt, reason: Ending): void {
    this.#remove(prompt)
    if (reason !== 'locked') this.#quietUntil.set(prompt.device.serial, this.#clock.now() + QUIET)
    for (const place of prompt.places.splice(0)) {
      place.ended = reason
      place.give?.(fail({ kind: 'mfa', reason, device: prompt.device.owner }))
    }
    this.#onChange()
  }

  #remove(prompt: OpenPrompt): void {
    prompt.stopTimer()
    this.#open.delete(prompt.device.serial)
  }

  #find(id: PromptId): OpenPrompt | undefined {
    return [...this.#open.values()].find(prompt => prompt.id === id)
  }
}
