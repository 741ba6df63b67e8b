import { MINUTE, SECOND } from '../clock.ts'
import { assertNever } from '../failures/failure.ts'
import { listed } from '../listed.ts'
import { LATE, type StsAnswer, type StsFact, type StsTarget } from './facts.ts'
import { bad, late, ok, unknown, warn } from './levels.ts'
import type { Check } from './report.ts'

/** AWS refuses a signature whose time is off by this (ms). */
const REFUSED_SKEW = 5 * MINUTE
/** From this (ms) on it is worth setting the clock. */
const NOTABLE_SKEW = MINUTE

export function checkSts(facts: readonly StsFact[]): readonly Check[] {
  if (facts.length === 0)
    return [
      unknown(
        'STS',
        'There is no identity yet, so it is not known which STS to ask.',
        'Add a key or a provider.',
      ),
    ]
  return facts.map(({ target, answer }) => {
    const name = nameOf(target)
    if (answer === LATE) return late(name)
    const check = checkAnswer(name, hostOf(target.url), answer)
    // The first one may be well, and then nobody asks this one.
    return target.isFallback && check.level === 'bad' ? { ...check, level: 'warn' } : check
  })
}

function nameOf({ region, url, isAws, isFallback }: StsTarget): string {
  const name = isAws ? `STS in ${region}` : `STS at ${hostOf(url)}`
  return isFallback ? `${name} (Fallback)` : name
}

export function hostOf(url: string): string {
  return /^\w+:\/\/(?:[^/?#@]*@)?([^/?#]+)/.exec(url)?.[1] ?? url
}

function checkAnswer(name: string, host: string, answer: StsAnswer): Check {
  switch (answer.kind) {
    case 'answered':
      return ok(name, `${host} answers.`)
    case 'stranger':
      return bad(
        name,
        `What answers at ${host} is not STS (status ${answer.status}).`,
        'If this network wants you to sign in first, do so in a browser. Else check the proxy, and the STS URL of your identities.',
      )
    case 'failed':
      return bad(name, saysOf(host, answer), adviceOf(answer.reason))
    default:
      return assertNever(answer)
  }
}

type Failed = Extract<StsAnswer, { kind: 'failed' }>

function saysOf(host: string, { reason, detail }: Failed): string {
  switch (reason) {
    case 'dns':
      return `The name ${host} can’t be looked up (${detail}).`
    case 'tls':
      return `The certificate of ${host} is not trusted (${detail}).`
    case 'proxy':
      return `The proxy does not lead to ${host} (${detail}).`
    case 'timed-out':
      return `${host} did not answer in time.`
    case 'offline':
      return `This computer is offline, so ${host} can’t be reached (${detail}).`
    case 'unreachable':
      return `${host} can’t be reached (${detail}).`
    default:
      return assertNever(reason)
  }
}

function adviceOf(reason: Failed['reason']): string {
  switch (reason) {
    case 'dns':
      return 'Check the network, the VPN, and the Region or STS URL of your identities.'
    case 'tls':
      return 'If your company inspects TLS, put its certificate into the system’s store (on Linux ~/.pki/nssdb) and start Understudy again. Else somebody may be in between: do not go on.'
    case 'proxy':
      return 'Check the system’s proxy settings and the variables https_proxy and no_proxy. A proxy that asks for a password can’t be used.'
    case 'timed-out':
      return 'Check the network, the VPN and the firewall; a VPC endpoint is reached only from within its network.'
    case 'offline':
      return 'Connect it to a network.'
    case 'unreachable':
      return 'Check the network, the VPN, the firewall, and the STS URL of your identities.'
    default:
      return assertNever(reason)
  }
}

/** By the answer that shows the smallest difference: a slow one shows more than there is. */
export function checkClock(facts: readonly StsFact[]): Check {
  const name = 'Clock'
  const skews = facts.flatMap(({ answer }) =>
    answer !== LATE && answer.kind === 'answered' && answer.skew !== null ? [answer.skew] : [],
  )
  const [skew] = [...skews].sort((a, b) => Math.abs(a) - Math.abs(b))
  if (skew === undefined)
    return unknown(
      name,
      'No answer of STS has told what time it is.',
      facts.length === 0 ? '' : 'See what keeps STS from answering.',
    )
  const off = Math.abs(skew)
  if (off < NOTABLE_SKEW) return ok(name, `It differs from AWS’s by ${spanOf(off)}.`)
  const says = `It is ${spanOf(off)} ${skew > 0 ? 'behind' : 'ahead of'} AWS’s.`
  const advice = 'Set it, or turn on automatic time.'
  return off < REFUSED_SKEW
    ? warn(name, says, `${advice} From 5 min on AWS refuses.`)
    : bad(name, `${says} From 5 min on AWS refuses all that is signed here.`, advice)
}

function spanOf(ms: number): string {
  if (ms < 2 * SECOND) return 'less than 2 s'
  if (ms < 2 * MINUTE) return `${Math.round(ms / SECOND)} s`
  return ms < 120 * MINUTE ? `${Math.round(ms / MINUTE)} min` : `${Math.round(ms / (60 * MINUTE))} h`
}

/** @param ways as Chromium tells them */
export function checkProxies(ways: readonly string[]): Check {
  const name = 'Proxy'
  const proxies = ways.filter(way => way !== 'DIRECT').map(withoutPassword)
  if (proxies.length === 0) return ok(name, 'STS is reached without a proxy.')
  return ok(
    name,
    `STS is reached by ${listed(proxies)}${ways.includes('DIRECT') ? ', and in part without a proxy' : ''}.`,
  )
}

/** Chromium leaves it out; whatever has come from elsewhere must not bring it along. */
export function withoutPassword(way: string): string {
  return way.replace(/(\s|:\/\/|^)[^\s/@]+@/g, '$1')
}
