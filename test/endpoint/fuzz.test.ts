import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GrantId } from '../../main/core/tools/grants.ts'
import { type Denial, guard } from '../../main/endpoint/guard.ts'
import { InstanceMetadata } from '../../main/endpoint/instance-metadata.ts'
import { digest } from '../../main/endpoint/tokens.ts'
import { FakeClock } from '../support/fakes.ts'
import { FakeAccess } from './fake-access.ts'

const PORT = 23_456
const GRANT = 'b4a6c1f0-0b0e-4c57-8a55-2f6a3f1f9d11' as GrantId
const OTHER_GRANT = 'other' as GrantId
const TOKEN = 'good-token-good-token-good-token-good-token'
const OTHER = 'another-token-another-token-another-token-x'
const tokens = new Map([
  [GRANT, TOKEN],
  [OTHER_GRANT, OTHER],
])
const digests = new Map([...tokens].map(([grant, token]) => [grant, digest(token)]))
const rules = { port: PORT, digest, digestOf: (grant: GrantId) => digests.get(grant) ?? null }

const CASES = 100_000
/** Printed, so that what was found on one machine can be looked at on another: FUZZ_SEED=… repeats it. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
process.stdout.write(`fuzz of the endpoint: FUZZ_SEED=${seed}\n`)

type Header = readonly [name: string, value: string]
const HOST: Header = ['Host', `127.0.0.1:${PORT}`]

// Marked, so that an echo would be seen.
const noise = fc.string({ unit: 'binary', maxLength: 40 }).map(text => `\u{1F50A}${text}`)
const foreign = [
  'Origin',
  'Via',
  'Cookie',
  'Sec-Fetch-Site',
  'X-Forwarded-For',
  'Proxy-Connection',
  'Upgrade',
]

/** A request with noise in each of its parts is refused for the first of them, and shows nothing of the others. */
const mostly = (right: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: noise })

interface Given {
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
}

/** Half of them start right, or hardly any would get past the first rules. */
function requests(
  starts: readonly (readonly Header[])[],
  targets: readonly string[],
  names: readonly string[],
  values: readonly string[],
): fc.Arbitrary<Given> {
  const name = fc.oneof(
    fc.constantFrom(...names, ...foreign, 'Content-Length', 'X-A'),
    fc.string({ maxLength: 20 }),
  )
  const value = fc.oneof(fc.constantFrom(HOST[1], '0', '', ...values), noise)
  return fc
    .record({
      first: fc.constantFrom(...starts),
      more: fc.oneof(
        { weight: 3, arbitrary: fc.array(fc.tuple(name, value), { maxLength: 3 }) },
        { weight: 1, arbitrary: fc.array(fc.tuple(name, value), { minLength: 35, maxLength: 50 }) },
      ),
      target: mostly(fc.constantFrom(...targets)),
      method: mostly(fc.constantFrom('GET', 'PUT', 'POST', 'get')),
      isWhole: fc.boolean(),
    })
    .map(({ first, more, target, method, isWhole }) => {
      const raw = [...first, ...more].flat()
      return { method, target, rawHeaders: isWhole ? raw : raw.slice(0, -1) }
    })
}

const valuesIn = ({ rawHeaders }: Given, name: string) =>
  rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)

/** Of all refusals; a fixed text for each rule, while an echo of what came would make thousands. */
class Texts {
  readonly #texts = new Set<string>()

  add({ status, code, message }: Denial): void {
    this.#texts.add(`${status} ${code} ${message}`)
  }

  get count(): number {
    return this.#texts.size
  }

  get all(): string {
    return [...this.#texts].join('\n')
  }
}

function run(given: fc.Arbitrary<Given>, judge: (given: Given) => void): void {
  fc.assert(fc.property(given, judge), { numRuns: CASES, seed })
}

describe(`${CASES} requests of all kinds`, () => {
  it('crash no guard, open nothing without the right token, and are echoed by nothing', {
    timeout: 120_000,
  }, () => {
    const texts = new Texts()
    let opened = 0
    const starts: readonly (readonly Header[])[] = [
      [],
      [HOST],
      [HOST, ['Authorization', TOKEN]],
      [HOST, ['Authorization', OTHER]],
    ]
    const targets = [
      `/container/${GRANT}`,
      `/process/${GRANT}`,
      '/container/other',
      '/',
      '/container/__proto__',
    ]
    run(
      requests(starts, targets, ['Host', 'host', 'Authorization', 'AUTHORIZATION'], [TOKEN, OTHER]),
      given => {
        const verdict = guard(given, rules)
        if (verdict.kind === 'deny') return texts.add(verdict)
        opened += 1
        expect(given.target).toBe(`/${verdict.route}/${verdict.grant}`)
        expect(valuesIn(given, 'authorization')).toEqual([tokens.get(verdict.grant)])
        expect(valuesIn(given, 'host')).toEqual([HOST[1]])
        expect(given.method).toBe('GET')
        expect(given.rawHeaders.some(name => foreign.includes(name))).toBe(false)
      },
    )
    expect(opened).toBeGreaterThan(100)
    // One for each rule that was met; an echo of what came would make thousands.
    expect(texts.count).toBeLessThanOrEqual(8)
    for (const secret of [TOKEN, OTHER, GRANT, '\u{1F50A}']) expect(texts.all).not.toContain(secret)
  })

  it('crash no instance metadata, and get past it only with a token or for one', {
    timeout: 120_000,
  }, async () => {
    const metadata = new InstanceMetadata({
      clock: new FakeClock(),
      access: new FakeAccess(),
      region: () => 'eu-central-1',
    })
    const ttl = 'X-aws-ec2-metadata-token-ttl-seconds'
    const tokenPath = '/latest/api/token'
    const first = { method: 'PUT', target: tokenPath, rawHeaders: [...HOST, ttl, '21600'] }
    const { body } = await metadata.reply(first, {
      isLookedAtQuickly: true,
      lineage: () => Promise.resolve([]),
    })
    const token = body.toString()
    const texts = new Texts()
    const passed = { PUT: 0, GET: 0 }
    const header: Header = ['X-aws-ec2-metadata-token', token]
    const starts: readonly (readonly Header[])[] = [[], [HOST], [HOST, header], [HOST, [ttl, '60']]]
    const roles = '/latest/meta-data/iam/security-credentials'
    const targets = [tokenPath, `/${tokenPath}/`, roles, `${roles}/dev`, '//latest', '/']
    run(requests(starts, targets, ['Host', header[0], ttl], [token, '60', '21600', '21601']), given => {
      const denied = metadata.judge(given, PORT)
      if (denied !== null) return texts.add(denied)
      expect(valuesIn(given, 'host')).toEqual([HOST[1]])
      expect(given.rawHeaders.some(name => foreign.includes(name))).toBe(false)
      if (given.method === 'PUT') {
        passed.PUT += 1
        expect(given.target).toMatch(/^\/\/?latest\/api\/token\/?$/)
        expect(valuesIn(given, ttl.toLowerCase())).toEqual([expect.stringMatching(/^(60|21600)$/)])
      } else {
        passed.GET += 1
        expect(given.method).toBe('GET')
        expect(valuesIn(given, header[0].toLowerCase())).toEqual([token])
      }
    })
    expect(Math.min(passed.PUT, passed.GET)).toBeGreaterThan(100)
    // One for each rule that was met; an echo of what came would make thousands.
    expect(texts.count).toBeLessThanOrEqual(9)
    for (const secret of [token, '\u{1F50A}']) expect(texts.all).not.toContain(secret)
  })
})
