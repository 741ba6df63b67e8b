import * as v from 'valibot'

/** One of Leapp's sessions, of whatever type: each has some of these members. */
export interface LeappSession {
  readonly id: string
  readonly name: string
  /** Leapp's word, such as `awsIamUser`; new ones may come. */
  readonly type: string
  readonly region: string | null
  readonly mfaDevice: string | null
  readonly roleArn: string | null
  readonly parentId: string | null
  readonly roleSessionName: string | null
  readonly idpUrlId: string | null
  readonly idpArn: string | null
  readonly profileId: string | null
}

/** What of Leapp's workspace says how its sessions come about. */
export interface LeappWorkspace {
  readonly sessions: readonly LeappSession[]
  /** How many more there are that say not even what they are. */
  readonly unknown: number
  /** Addresses of sign-in pages by their ids. */
  readonly idpUrls: ReadonlyMap<string, string>
  /** Named profiles by their ids. */
  readonly profiles: ReadonlyMap<string, string>
  /** Of all SAML roles (s); null where Leapp had no such setting yet. */
  readonly samlDuration: number | null
}

const text = v.pipe(v.string(), v.maxLength(4096))
// What is not set is left out, or null, or empty, as the version of Leapp is.
const perhaps = v.pipe(
  v.nullish(text, ''),
  v.transform(value => (value === '' ? null : value)),
)
const list = v.nullish(v.array(v.unknown()))

/** Members begin with an underscore, since they are private ones of a class; some migrations wrote them without. */
const workspace = v.object({
  _sessions: list,
  sessions: list,
  _idpUrls: list,
  idpUrls: list,
  _profiles: list,
  profiles: list,
  _samlRoleSessionDuration: v.optional(v.unknown()),
  samlRoleSessionDuration: v.optional(v.unknown()),
})

const session = v.pipe(
  v.object({
    sessionId: v.pipe(text, v.minLength(1)),
    sessionName: text,
    type: text,
    region: perhaps,
    mfaDevice: perhaps,
    roleArn: perhaps,
    parentSessionId: perhaps,
    roleSessionName: perhaps,
    idpUrlId: perhaps,
    idpArn: perhaps,
    profileId: perhaps,
  }),
  v.transform(
    ({ sessionId, sessionName, parentSessionId, ...rest }): LeappSession => ({
      ...rest,
      id: sessionId,
      name: sessionName,
      parentId: parentSessionId,
    }),
  ),
)
const idpUrl = v.object({ id: text, url: text })
const profile = v.object({ id: text, name: text })

/**
 * Reads the workspace that Leapp keeps (its model without a number, and 1 to 7), or null if it is none. One session
 * that is odd does not hide the others.
 */
export function parseLeappWorkspace(value: unknown): LeappWorkspace | null {
  const parsed = v.safeParse(workspace, value)
  if (!parsed.success) return null
  const { output } = parsed
  const given = output._sessions ?? output.sessions
  if (given === null || given === undefined) return null
  const sessions = fitting(session, given)
  const duration = output._samlRoleSessionDuration ?? output.samlRoleSessionDuration
  return {
    sessions,
    unknown: given.length - sessions.length,
    idpUrls: new Map(
      fitting(idpUrl, output._idpUrls ?? output.idpUrls ?? []).map(each => [each.id, each.url]),
    ),
    profiles: new Map(
      fitting(profile, output._profiles ?? output.profiles ?? []).map(each => [each.id, each.name]),
    ),
    samlDuration: typeof duration === 'number' ? duration : null,
  }
}

function fitting<T>(schema: v.GenericSchema<unknown, T>, values: readonly unknown[]): readonly T[] {
  return values.flatMap(value => {
    const parsed = v.safeParse(schema, value)
    return parsed.success ? [parsed.output] : []
  })
}
