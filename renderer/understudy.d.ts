import type { Understudy } from '../preload/contract.ts'

declare global {
  interface Window {
    readonly understudy: Understudy
  }
}
