import type { AccessKey } from '../broker/credentials.ts'
import type { Result } from '../failures/failure.ts'

/** The keys that Leapp keeps, each under its session's id. */
export interface LeappKeys {
  read(sessionId: string): Promise<Result<AccessKey>>
}

/** The keys that aws-vault keeps, each under a name that is mostly a profile's. */
export interface AwsVaultKeys {
  /**
   * Reads no secret and opens no dialog. Fails with `locked` of `other-tool` where the names are locked up with the
   * secrets, as they are after a login: {@link unlock} helps, at a click.
   */
  names(): Promise<Result<readonly string[]>>
  /** May have the system ask for the password. */
  unlock(): Promise<Result<void>>
  /** May have the system ask for the password. */
  read(name: string): Promise<Result<AccessKey>>
}
