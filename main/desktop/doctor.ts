import type { DoctorReport } from '../core/doctor.ts'

/** Looks whether all that the app needs is there. */
export class Doctor {
  async examine(): Promise<DoctorReport> {
    return { checks: [] }
  }

  /** What a report of a fault should have with it: no secret, no account, no name. */
  async diagnostics(): Promise<string> {
    return ''
  }
}
