import type { Failure } from '../../../main/core/failures/failure.ts'
import type { Session, StsOperation } from '../../../main/core/sessions/session.ts'
import { federation, rootTask } from '../../core/recipes.ts'
import { role, token } from '../../core/world.ts'
import type { OidcIssuer } from '../../support/oidc-issuer.ts'
import type { LocalApp } from './app.ts'
import { samlDev, type TokenFiles, webDev } from './federated.ts'
import { ALICE, account, addRole, allow, HOME, MEMBER, trust } from './worlds.ts'

/** What came of trying one value. */
export interface Tried {
  /** The fields that a problem was found with before anything was sent. */
  readonly problems: readonly string[]
  /** What the form must bring, under AWS's names. */
  readonly sent: Readonly<Record<string, string>>
}

export interface Scene {
  readonly app: LocalApp
  readonly files: TokenFiles
  readonly issuer: OidcIssuer
}

/** How one parameter of an operation is set by the user of the app. */
export interface Parameter {
  /** As the app's problems name it. */
  readonly field: string
  /** Where no value is as short as AWS's model allows: an ARN has its parts, a policy a statement. */
  readonly least?: number
  /** Likewise where none is as long. */
  readonly most?: number
  /** From a list: there is no value past either end. */
  readonly isChosen?: true
  /** How AWS ends a call with the shortest and the longest value, where it looks closer than the model says. */
  readonly ends?: Readonly<{ least?: string; most?: string }>
  /** With a value of this length, or with so many. */
  readonly at: (size: number, scene: Scene) => Promise<Tried>
  /** Without any: what is sent in its place, or null for nothing. What no session can be without has no such row. */
  readonly absent?: readonly [attempt: (scene: Scene) => Promise<Tried>, sent: string | null]
}

/** A session as a recipe has it, with some of its fields in another way. */
type Recipe = (changes: Record<string, unknown>) => Session

export const RECIPES: Readonly<Record<StsOperation, Recipe>> = {
  AssumeRole: changes => role('it', { roleArn: ANYTHING, ...changes }),
  AssumeRoleWithSAML: samlDev,
  AssumeRoleWithWebIdentity: webDev,
  AssumeRoot: changes => rootTask('it', { targetPrincipal: MEMBER, ...changes }),
  GetFederationToken: changes => federation('it', changes),
  GetSessionToken: changes => token('it', { mfa: false, ...changes }),
}

/** A role for alice and for all that a session can bring. */
const ANYTHING = `arn:aws:iam::${HOME}:role/anything`
export const addAnything = (app: LocalApp) => {
  const { world } = app.demo
  addRole(world, 'anything', { trust: trust(ALICE), policies: [allow('*')], maxSessionSeconds: 43_200 })
  for (const user of account(world).users) user.policies = [allow('*')]
}

export function fieldsOf(failure: Failure): readonly string[] {
  if (failure.kind === 'invalid') return failure.problems.map(({ field }) => field)
  if (failure.kind === 'token-source') return [failure.kind]
  return []
}

export async function tried(app: LocalApp, session: Session, sent: Tried['sent']): Promise<Tried> {
  const result = await app.get(session)
  return { problems: result.ok ? [] : fieldsOf(result.failure), sent }
}

export const a = (count: number) => 'a'.repeat(count)
export const many = <T>(count: number, each: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => each(at))

/** A field of the recipe that goes into the form as it is. */
export function plain(
  operation: StsOperation,
  field: string,
  name: string,
  value: (size: number) => unknown,
  more: Partial<Parameter> = {},
): Parameter {
  const recipe = RECIPES[operation]
  return {
    field,
    at: (size, { app }) => tried(app, recipe({ [field]: value(size) }), { [name]: String(value(size)) }),
    absent: [({ app }) => tried(app, recipe({ [field]: null }), {}), null],
    ...more,
  }
}

export const seconds = (operation: StsOperation) =>
  plain(operation, 'durationSeconds', 'DurationSeconds', size => size)

export const tokenSize = (operation: StsOperation) =>
  plain(operation, 'minimumSessionTokenSize', 'MinimumSessionTokenSize', size => size)

export const sessionName = (operation: StsOperation, usual: string): Parameter => {
  const { absent: [attempt] = [], ...rest } = plain(operation, 'roleSessionName', 'RoleSessionName', a)
  return attempt === undefined ? rest : { ...rest, absent: [attempt, usual] }
}
