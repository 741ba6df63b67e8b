import { type Problem, problem } from '../failures/problem.ts'
import { checkMfaSerial } from '../sts/arns.ts'
import { GLOBAL_STS, partitionOfRegion } from '../sts/partitions.ts'
import type { EndpointSettings, Identity } from './identity.ts'
import { checkTokenSource } from './token-source.ts'

type Check = (field: string, value: string) => readonly Problem[]

/** What is bound by the app and not by AWS: characters of a name, and of a sign-in page's address. */
const LONGEST = { name: 64, url: 2_048 } as const

export const checkName: Check = (field, value) => {
  if (value.trim() === '') return problem(field, 'Enter a name.')
  if (value.length > LONGEST.name)
    return problem(field, `A name has 1 to ${LONGEST.name} characters; this has ${value.length}.`)
  return /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u.test(value)
    ? []
    : problem(field, 'A name may hold only characters that can be seen.')
}

export const checkRegion: Check = (field, value) =>
  /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(value)
    ? []
    : problem(field, `“${value}” is no AWS Region. One looks like eu-central-1.`)

/** @param region the one that it stands in for: another, of the same partition, since no key is known in two */
export function checkFallbackRegion(field: string, value: string, region: string): readonly Problem[] {
  if (value === region)
    return problem(field, `${value} is the Region itself. Choose another, or leave it empty.`)
  const problems = checkRegion(field, value)
  if (problems.length > 0 || partitionOfRegion(value) === partitionOfRegion(region)) return problems
  return problem(field, `${value} is in another partition than ${region}, where AWS does not know this key.`)
}

/** A custom STS address: https, or http where it does not leave this machine. */
export const checkStsUrl: Check = (field, value) => {
  const match = /^(https?):\/\/([a-z0-9.-]+|\[::1\])(?::(\d{1,5}))?\/?$/i.exec(value)
  if (match === null)
    return problem(field, 'The STS URL is https://host or https://host:port, with no path, user or query.')
  const [, scheme, , port] = match
  if (port !== undefined && Number(port) > 65535)
    return problem(field, `There is no port ${port}. The STS URL is https://host or https://host:port.`)
  if (scheme?.toLowerCase() === 'http' && !isOnThisMachine(value))
    return problem(field, 'MFA codes are sent to this URL: it must be https, unless it is on 127.0.0.1.')
  return []
}

/** Whether what is sent to this URL does not leave the machine. */
export function isOnThisMachine(url: string): boolean {
  return /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:\/|$)/i.test(url)
}

export const checkAccessKeyId: Check = (field, value) => {
  if (value.startsWith('ASIA'))
    return problem(field, 'This is a temporary key: it ends by itself. A long-term one starts with AKIA.')
  return /^AKIA[A-Z0-9]{12,124}$/.test(value)
    ? []
    : problem(field, 'An access key ID starts with AKIA and has 20 capital letters and digits.')
}

export const checkSecretAccessKey: Check = (field, value) =>
  /^[A-Za-z0-9+/=]{16,128}$/.test(value)
    ? []
    : problem(field, 'A secret access key has 40 letters, digits and + / with no space among them.')

/** Where STS is asked: the Region, its stand-in, and what may take their place. */
export function checkEndpoint(settings: EndpointSettings): readonly Problem[] {
  const { region, fallbackRegion, globalSts, stsUrl } = settings
  return [
    ...checkRegion('region', region),
    ...(fallbackRegion === null ? [] : checkFallbackRegion('fallbackRegion', fallbackRegion, region)),
    ...(stsUrl === null ? [] : checkStsUrl('stsUrl', stsUrl)),
    ...(fallbackRegion === null || (stsUrl === null && !globalSts)
      ? []
      : problem(
          'fallbackRegion',
          `${stsUrl === null ? 'The global STS' : 'An STS URL'} is one host, in whatever Region: leave the fallback Region empty, or choose another endpoint.`,
        )),
    ...(globalSts ? checkGlobalSts(region, stsUrl) : []),
  ]
}

function checkGlobalSts(region: string, stsUrl: string | null): readonly Problem[] {
  if (stsUrl !== null)
    return problem('stsUrl', 'Choose the global STS or an STS URL; a call goes to one of them.')
  const partition = partitionOfRegion(region)
  return partition.name === GLOBAL_STS.partition
    ? []
    : problem('globalSts', `There is no global STS in ${partition.name}, where ${region} is.`)
}

/** A sign-in page of the company: https, since a password is typed there. */
export const checkSignInUrl: Check = (field, value) => {
  if (value.length > LONGEST.url)
    return problem(field, `A URL has ${LONGEST.url} characters at most here; this has ${value.length}.`)
  return /^https:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:[/?#][\u0021-\u007e]*)?$/i.test(value)
    ? []
    : problem(
        field,
        'The sign-in URL starts with https:// and is the one that your company’s portal opens for AWS.',
      )
}

/** All that can be wrong with an identity's own fields. */
export function checkIdentity(identity: Identity): readonly Problem[] {
  return [...checkName('name', identity.name), ...checkEndpoint(identity), ...checkOrigin(identity)]
}

function checkOrigin(identity: Identity): readonly Problem[] {
  switch (identity.kind) {
    case 'iam-user':
      return identity.mfaSerial === null ? [] : checkMfaSerial('mfaSerial', identity.mfaSerial)
    case 'saml-provider':
      return checkSignInUrl('signInUrl', identity.signInUrl)
    case 'oidc-provider':
      return checkTokenSource('token', identity.token)
  }
}
