import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSection, removeSection, setValues } from '../../main/core/aws-files/edits.ts'
import { parseIni } from '../../main/core/aws-files/ini.ts'
import { toText } from '../../main/core/aws-files/lines.ts'
import { corpus } from '../core/aws-files/corpus.ts'
import { nearIni } from '../core/aws-files/near-ini.ts'
import { canonical, type Reading, readByBotocore, readHere, sectionIn, type Texts } from './config-files.ts'

const SEED = 20_261_125
const CASES = 4000

/** Fails with the first text of which botocore reads something else. */
async function expectAgreement(texts: readonly Texts[]): Promise<readonly Reading[]> {
  const readings = await readByBotocore(texts)
  expect(readings).toHaveLength(texts.length)
  for (const [index, each] of texts.entries()) {
    const here = readHere(each)
    if (canonical(here) !== canonical(readings[index])) {
      expect({ ...each, ...here }).toEqual({ ...each, ...readings[index] })
      expect.fail(`the two readings differ in what can't be shown: ${JSON.stringify(each)}`)
    }
  }
  return readings
}

const OTHER = '[default]\nregion = us-west-1\n[dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n'

/** As either file, and with another one beside it. */
const bothWays = (text: string): readonly Texts[] => [
  { config: text, credentials: text },
  { config: text, credentials: '' },
  { config: OTHER, credentials: text },
  { config: text, credentials: OTHER },
]

/** The text, with a profile of ours, with a changed one, and without it again. */
function edited(text: string): readonly string[] {
  const file = parseIni(text)
  const values = { credential_process: '/opt/understudy fetch', region: 'us-east-1', output: null }
  const added = addSection(file, 'profile of-understudy', values, '\n')
  const own = sectionIn(added, 'of-understudy')
  if (own === undefined) throw new Error('there is no profile of ours')
  const changed = setValues(added, own, { ...values, region: 'eu-west-3', output: 'yaml' })
  return [added, changed, removeSection(added, own)].map(({ lines }) => toText(lines))
}

/** The text with a setting more, or others, in each section of the user's. */
function takenOver(text: string): readonly string[] {
  const file = parseIni(text)
  const values = { credential_process: '/opt/understudy fetch', region: 'us-east-1', output: null }
  return file.sections.slice(0, 8).map(section => toText(setValues(file, section, values).lines))
}

const refused = (readings: readonly Reading[]): number =>
  readings.filter(({ config }) => config === null).length

describe('botocore', () => {
  it('reads each file of the corpus as it is read here, or refuses it where that is known here', async () => {
    const readings = await expectAgreement(corpus.flatMap(({ text }) => bothWays(text)))
    expect(refused(readings)).toBeGreaterThan(50)
    expect(refused(readings)).toBeLessThan(readings.length / 2)
  })

  it('reads of each file of the corpus the same but what an edit was to change', async () => {
    const texts = corpus.filter(({ text }) => text.length < 60_000)
    await expectAgreement(
      texts.flatMap(({ text }) =>
        [...edited(text), ...takenOver(text)].map(config => ({ config, credentials: OTHER })),
      ),
    )
    const readings = await readByBotocore(
      texts.flatMap(({ text }) => [text, ...edited(text)].map(config => ({ config, credentials: '' }))),
    )
    for (const [index, { name }] of texts.entries()) {
      const [before, added, changed, removed] = readings.slice(index * 4, index * 4 + 4)
      expect([name, removed]).toEqual([name, before])
      // What every section has is refused only where there is one.
      if (before?.config === null || name === 'DEFAULT-section-alone-with-bad-block.config') {
        expect([name, added?.config, changed?.config]).toEqual([name, null, null])
        continue
      }
      const everywhere = readHere({ config: `${text(texts, index)}\n[profile nothing]`, credentials: '' })
      const ours = { ...everywhere.config?.['profile nothing'], credential_process: '/opt/understudy fetch' }
      const [us, eu] = [{ region: 'us-east-1' }, { region: 'eu-west-3', output: 'yaml' }]
      expect([name, added?.profiles]).toEqual([
        name,
        { ...before?.profiles, 'of-understudy': { ...ours, ...us } },
      ])
      expect([name, changed?.profiles]).toEqual([
        name,
        { ...before?.profiles, 'of-understudy': { ...ours, ...eu } },
      ])
    }
  })

  it(`reads ${CASES} texts that are close to such files as they are read here`, async () => {
    // A lone surrogate can't be in a file.
    const texts = fc.sample(fc.tuple(nearIni, nearIni), { numRuns: CASES, seed: SEED })
    const readings = await expectAgreement(texts.map(([config, credentials]) => ({ config, credentials })))
    expect(refused(readings)).toBeGreaterThan(CASES / 5)
    expect(refused(readings)).toBeLessThan((CASES * 2) / 3)
  })

  it('reads such texts after each edit as they are read here', async () => {
    const texts = fc.sample(nearIni, { numRuns: CASES / 10, seed: SEED + 1 })
    await expectAgreement(
      texts.flatMap(text =>
        [...edited(text), ...takenOver(text)].map(config => ({ config, credentials: OTHER })),
      ),
    )
  })
})

const text = (texts: readonly { readonly text: string }[], index: number): string => texts[index]?.text ?? ''
