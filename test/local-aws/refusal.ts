/** An answer in which STS says no: the code, the HTTP status and the sentence that AWS uses for it. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, status: number, message: string) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = status
  }

  /** AWS calls a caller's mistake `Sender` and its own `Receiver`. */
  get type(): 'Sender' | 'Receiver' {
    return this.status >= 500 ? 'Receiver' : 'Sender'
  }
}

/** Of keys and credentials that AWS does not know, or that a service does not take. */
export const invalidToken = () =>
  new Refusal('InvalidClientTokenId', 403, 'The security token included in the request is invalid.')
export const accessDenied = (message: string) => new Refusal('AccessDenied', 403, message)
export const validationError = (message: string) => new Refusal('ValidationError', 400, message)
export const malformedPolicy = (message: string) => new Refusal('MalformedPolicyDocument', 400, message)
export const invalidIdentityToken = (message: string) => new Refusal('InvalidIdentityToken', 400, message)
/** Of a SAML assertion or a JWT, not of credentials. */
export const expiredProof = (message: string) => new Refusal('ExpiredTokenException', 400, message)
