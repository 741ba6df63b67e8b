import type { EventEmitter } from 'node:events'
import { Message, type MessageBus, MessageType, sessionBus, systemBus } from '@jellybrick/dbus-next'
import { type Clock, SECOND } from '../../core/clock.ts'

export interface BusCall {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: unknown[]
}

export interface BusSignal {
  readonly interface: string
  readonly member: string
  /** Of the object that sends it; any unless given. */
  readonly path?: string
}

/** A service that says nothing for so long (ms) is not there for us. */
const TIME_LIMIT = 5 * SECOND
/** A timer of ours that is later than this (ms) says more of us than of the service. */
const LATE = SECOND / 2

/** A service that is there and says nothing. */
export class NoAnswer extends Error {}

/** A client of one of the two buses of a Linux desktop. */
export class Bus {
  readonly #bus: MessageBus
  readonly #clock: Clock

  private constructor(bus: MessageBus, clock: Clock) {
    this.#bus = bus
    this.#clock = clock
  }

  /** Null where there is no such bus. */
  static async connect(which: 'session' | 'system', clock: Clock): Promise<Bus | null> {
    try {
      const bus = which === 'session' ? sessionBus() : systemBus()
      // The library's types leave its error event out. Without a listener one would end the app.
      const events: EventEmitter = bus
      const connected = new Promise<void>((resolve, reject) => {
        events.on('error', reject)
        bus.once('connect', () => resolve())
      })
      await atMost(clock, connected, `the ${which} bus`)
      return new Bus(bus, clock)
    } catch {
      return null
    }
  }

  /** @throws the service's error, or {@link NoAnswer} if there is none within 5 s */
  async call(call: BusCall): Promise<readonly unknown[]> {
    const reply = this.#bus.call(new Message({ ...call, type: MessageType.METHOD_CALL }))
    return (await atMost(this.#clock, reply, call.destination))?.body ?? []
  }

  /** A property whose type is a plain one. */
  async property(
    object: Pick<BusCall, 'destination' | 'path' | 'interface'>,
    name: string,
  ): Promise<unknown> {
    const [variant] = await this.call({
      ...object,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [object.interface, name],
    })
    return untagged(variant)
  }

  /** @returns what ends it */
  async onSignal(signal: BusSignal, listener: (body: readonly unknown[]) => void): Promise<() => void> {
    const hear = ({ type, interface: from, member, path, body }: Message): void => {
      if (type !== MessageType.SIGNAL || from !== signal.interface || member !== signal.member) return
      if (signal.path === undefined || path === signal.path) listener(body)
    }
    this.#bus.on('message', hear)
    await this.#changeMatch('AddMatch', signal)
    return () => {
      this.#bus.off('message', hear)
      // A rule that stays costs the bus a little; one that is gone with the bus needs no removal.
      this.#changeMatch('RemoveMatch', signal).catch(() => undefined)
    }
  }

  async #changeMatch(member: 'AddMatch' | 'RemoveMatch', signal: BusSignal): Promise<void> {
    const path = signal.path === undefined ? '' : `,path='${signal.path}'`
    await this.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member,
      signature: 's',
      body: [`type='signal',interface='${signal.interface}',member='${signal.member}'${path}`],
    })
  }

  close(): void {
    this.#bus.disconnect()
  }
}

/** Takes the type tag off, if there is one. */
export function untagged(variant: unknown): unknown {
  return typeof variant === 'object' && variant !== null && 'value' in variant ? variant.value : variant
}

async function atMost<T>(clock: Clock, promise: Promise<T>, who: string): Promise<T> {
  let stop = (): void => {}
  const late = new Promise<never>((_resolve, reject) => {
    const wait = (): void => {
      const due = clock.now() + TIME_LIMIT
      stop = clock.after(TIME_LIMIT, () => {
        // It is us who were busy, as at a start with a thousand sessions: the answer may be there, and not read yet.
        if (clock.now() - due > LATE) wait()
        else reject(new NoAnswer(`${who} does not answer`))
      })
    }
    wait()
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    stop()
  }
}
