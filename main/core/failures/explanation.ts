/** Something that the app, or a person with what it offers, can do about a failure at a click. */
export type Remedy =
  /** Asks STS in another Region from now on. */
  | { readonly kind: 'switch-region'; readonly region: string }
  /** Asks for a life that the role has given before, or that every role gives. */
  | { readonly kind: 'shorten'; readonly seconds: number }
  /** Brings the prompt up again. */
  | { readonly kind: 'next-code' }
  /** Asks for a code anew, though an older one is good still. */
  | { readonly kind: 'newer-code' }
  /** Brings the company's sign-in page up. */
  | { readonly kind: 'sign-in' }
  /** Has AWS say in clear which statement refused. */
  | { readonly kind: 'decode'; readonly message: string }
  /** A policy that would allow it, for whoever may write policies. */
  | { readonly kind: 'copy-policy'; readonly policy: 'trust' | 'identity'; readonly text: string }

/** A failure in words: what happened, and what to do about it. */
export interface Explanation {
  readonly title: string
  readonly advice: string
  /** The advice in a few words, for a terminal; absent where it is short itself. */
  readonly brief?: string
  /** The most likely one first; absent where there is none. */
  readonly remedies?: readonly Remedy[]
  /** AWS's name for its answer, which its support asks for. */
  readonly requestId?: string
}
