/** What bounds a session, as it was sent: checked by nobody yet. */
export type SentPolicies = { readonly policy: string | null; readonly policyArns: readonly string[] }

/** One call that reached the server. */
export type Call = {
  /** As signatures name it: `sts`, `sns`, `iam`, `ec2`. */
  readonly service: string
  readonly operation: string
  /** Empty where the call was not signed. */
  readonly accessKeyId: string
  /** The Region in its signature; empty where there is none. */
  readonly region: string
  /** Whether it carried an MFA code. */
  readonly mfa: boolean
  /** Of a call that assumes a role or gets a federation token; null for others. */
  readonly sessionPolicies: SentPolicies | null
  /** `ok`, AWS's error code, or `fault:` and the fault's kind for what a fault answered or still withholds. */
  readonly outcome: string
  readonly time: string
}

export class CallLog {
  readonly #calls: Call[] = []

  /** Notes a call on its arrival; what is returned settles how it ended. */
  begin(call: Call): (outcome: string) => void {
    const at = this.#calls.push(call) - 1
    return outcome => {
      this.#calls[at] = { ...call, outcome }
    }
  }

  all(): readonly Call[] {
    return [...this.#calls]
  }
}
