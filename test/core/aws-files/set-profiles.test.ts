import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectOf } from '../../../main/core/aws-files/effect.ts'
import { parseIni } from '../../../main/core/aws-files/ini.ts'
import { hunksOf, toText } from '../../../main/core/aws-files/lines.ts'
import { type AwsFiles, profileNames } from '../../../main/core/aws-files/profiles.ts'
import { inTurn, setProfile } from '../../../main/core/aws-files/set-profile.ts'
import { setProfiles, type WrittenProfile } from '../../../main/core/aws-files/set-profiles.ts'
import type { Result } from '../../../main/core/failures/failure.ts'
import { corpus } from './corpus.ts'
import { nearIni } from './near-ini.ts'

const paths = { config: '/aws/config', credentials: '/aws/credentials' }
const writtenOf = (name: string): WrittenProfile => ({
  profile: { name, target: { kind: 'current' }, region: name.length % 2 ? 'eu-west-1' : null, output: null },
  way: { process: `curl --config /tools/${name.length}/curl`, newFile: '\n' },
})
const filesOf = (config: string, credentials: string): AwsFiles => ({
  config: parseIni(config),
  credentials: parseIni(credentials),
})
/** With what counts as changed, which is what the user is shown. */
const outcome = (before: AwsFiles, result: Result<AwsFiles>) =>
  result.ok ? [textsOf(result.value), effectOf(before, result.value)] : result.failure.kind
const textsOf = ({ config, credentials }: AwsFiles) => [toText(config.lines), toText(credentials.lines)]

/** What it is to be the same as. */
const oneByOne = (files: AwsFiles, all: readonly WrittenProfile[]) =>
  inTurn(files, all, (before, { profile, way }) => setProfile(before, profile, way, paths))

describe('many profiles at once', () => {
  it.each(corpus.map(({ name, text }) => [name, text] as const))(
    'are written as one by one: %s',
    (_name, text) => {
      for (const [config, credentials] of [
        [text, ''],
        ['', text],
        [text, text],
      ] as const) {
        const files = filesOf(config, credentials)
        const all = [...profileNames(files), 'one-more'].map(writtenOf)
        // A thousand one by one is what this is not for.
        if (all.length > 100) continue
        expect(outcome(files, setProfiles(files, all, paths))).toEqual(outcome(files, oneByOne(files, all)))
      }
    },
  )

  it('are written as one by one whatever the files hold, and in no other lines', () => {
    fc.assert(
      fc.property(nearIni, nearIni, fc.nat(), (config, credentials, seed) => {
        const files = filesOf(config, credentials)
        const all = [...profileNames(files), 'one-more']
          .filter((_each, index) => (seed >> (index % 16)) % 2 === 0)
          .map(writtenOf)
        const result = setProfiles(files, all, paths)
        const expected = oneByOne(files, all)
        if (expected.ok) expect(outcome(files, result)).toEqual(outcome(files, expected))
        if (!result.ok) return
        for (const kind of ['config', 'credentials'] as const)
          expect(hunksOf(files[kind].lines, result.value[kind].lines).length).toBeLessThanOrEqual(
            files[kind].lines.length + 1,
          )
      }),
      { numRuns: 3_000, seed: 7 },
    )
  })

  it('take a time that grows with the file, and not with its square', () => {
    const timeOf = (count: number): number => {
      const names = Array.from({ length: count }, (_each, index) => `p${index}`)
      const config = names.map(name => `[profile ${name}]\nrole_arn = r\nsource_profile = base\n\n`)
      const files = filesOf(config.join(''), '')
      const all = names.map(writtenOf)
      const times = [1, 2, 3].map(() => {
        const start = performance.now()
        expect(setProfiles(files, all, paths).ok).toBe(true)
        return performance.now() - start
      })
      return Math.min(...times)
    }
    // Ten times the profiles; one by one it would be a hundred times the work.
    expect(timeOf(2_000) / timeOf(200)).toBeLessThan(40)
  })
})
