import type { Net, PowerMonitor } from 'electron'
import { type Clock, MINUTE, SECOND } from '../core/clock.ts'
import { IdleWatch } from './idle.ts'
import { NetworkWatch } from './network.ts'
import { type Buses, watchPower } from './power.ts'
import type { PowerEvents } from './power-events.ts'

export interface WatchEvents extends PowerEvents {
  /** The network was gone while something waited for it, and is back. */
  readonly networkBack: () => void
  /** Nobody has touched the computer for as long as the limit says. */
  readonly idle: () => void
}

/** Everything around the app that it reacts to: sleep, the screen's lock, the network, the user's absence. */
export class Watches {
  readonly #idle: IdleWatch
  readonly #network: NetworkWatch

  constructor(
    { monitor, net, buses }: { monitor: PowerMonitor; net: Net; buses: Buses | null },
    clock: Clock,
    events: WatchEvents,
  ) {
    this.#idle = new IdleWatch(
      clock,
      () => (monitor.getSystemIdleTime() * SECOND) / MINUTE,
      () => events.idle(),
    )
    this.#network = new NetworkWatch(
      clock,
      () => net.isOnline(),
      () => events.networkBack(),
    )
    watchPower(monitor, buses, events)
  }

  /** In minutes; null for none. */
  limitIdleness(limit: number | null): void {
    this.#idle.setLimit(limit)
  }

  /** @param missed whether something has failed for want of the network */
  lookForNetwork(missed: boolean): void {
    this.#network.look(missed)
  }

  close(): void {
    this.#idle.setLimit(null)
    this.#network.close()
  }
}
