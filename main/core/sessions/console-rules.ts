import { type CatalogData, identityAtStart } from '../catalog/catalog-data.ts'
import { checkCommand } from '../catalog/command-rules.ts'
import type { Identity } from '../catalog/identity.ts'
import { checkRegion } from '../catalog/identity-rules.ts'
import { assertNever } from '../failures/failure.ts'
import { type Problem, problem } from '../failures/problem.ts'
import { partitionOfRegion } from '../sts/partitions.ts'
import type { Browser } from './console-settings.ts'
import { isRole, type NewSession } from './session.ts'
import { isChained } from './source-rules.ts'

/** Seconds. Source: "Enable custom identity broker access to the AWS console" in the IAM User Guide. */
export const CONSOLE_DURATION = { min: 900, max: 43_200 } as const
/** Characters. */
const LONGEST_PROFILE = 256

/**
 * Why the session's credentials open no console; null where they do.
 * Source: "Compare AWS STS credentials" in the IAM User Guide.
 */
export function whyNoConsole(
  session: NewSession,
  identity: Identity | null,
): 'session-token' | 'task' | 'partition' | null {
  switch (session.operation) {
    case 'GetSessionToken':
      return 'session-token'
    case 'AssumeRoot':
      return 'task'
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
    case 'GetFederationToken':
      return identity !== null && partitionOfRegion(identity.region).console === null ? 'partition' : null
    default:
      return assertNever(session)
  }
}

/** AWS refuses one for a role that was assumed with another role, and for a federated user. */
export function takesDuration(session: NewSession, data: CatalogData): boolean {
  return isRole(session) && !isChained(session, data)
}

export function checkConsole(session: NewSession, data: CatalogData): readonly Problem[] {
  const { browser, service, region, durationSeconds } = session.console
  return [
    ...(browser === null ? [] : checkBrowser(browser)),
    ...(service === null || /^[a-z0-9-]{1,64}(?:\/[\w./-]{0,256})?$/.test(service)
      ? []
      : problem(
          'console.service',
          'The service is as the console’s address has it, such as s3 or cloudwatch.',
        )),
    ...(region === null ? [] : checkConsoleRegion(region, session, data)),
    ...(durationSeconds === null ? [] : checkConsoleDuration(durationSeconds, session, data)),
  ]
}

function checkBrowser(browser: Browser): readonly Problem[] {
  const field = 'console.browser'
  if (browser.kind !== 'command') {
    const { profile } = browser
    if (
      profile === null ||
      (profile.trim() !== '' && profile.length <= LONGEST_PROFILE && !/^-|\0/.test(profile))
    )
      return []
    return problem(
      field,
      `A profile’s name has 1 to ${LONGEST_PROFILE} characters and starts with no hyphen.`,
    )
  }
  return checkCommand(field, browser, 'opens the console')
}

function checkConsoleRegion(region: string, session: NewSession, data: CatalogData): readonly Problem[] {
  const wrong = checkRegion('console.region', region)
  const identity = identityAtStart(data, session.source)
  if (wrong.length > 0 || identity === null) return wrong
  return partitionOfRegion(region) === partitionOfRegion(identity.region)
    ? []
    : problem(
        'console.region',
        `${region} is in another partition than ${identity.region}, where the session is.`,
      )
}

function checkConsoleDuration(seconds: number, session: NewSession, data: CatalogData): readonly Problem[] {
  const field = 'console.durationSeconds'
  if (!takesDuration(session, data))
    return problem(
      field,
      'AWS takes no duration for this one: the console lasts as long as its credentials. Leave it empty.',
    )
  const { min, max } = CONSOLE_DURATION
  return Number.isInteger(seconds) && seconds >= min && seconds <= max
    ? []
    : problem(field, `The console stays signed in for ${min} to ${max} s; this is ${seconds} s.`)
}
