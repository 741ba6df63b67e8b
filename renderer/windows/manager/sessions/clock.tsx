import { createContext, type ReactNode, use } from 'react'
import { useNow } from '../../../time.ts'

const ClockContext = createContext(0)

/** One clock for all countdowns within: what tells no time is not drawn anew each second. */
export function Clock({ children }: { readonly children: ReactNode }) {
  return <ClockContext value={useNow()}>{children}</ClockContext>
}

/** The time (epoch ms) of the {@link Clock} around. */
export function useClock(): number {
  return use(ClockContext)
}
