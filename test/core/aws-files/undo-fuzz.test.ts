import fc from 'fast-check'
import { expect, it } from 'vitest'
import { strip } from '../../../main/core/aws-files/ini.ts'
import { AwsDesk, taken } from './aws-desk.ts'
import { awsFileText } from './random-files.ts'

/** A profile of another program’s, which no random file has. */
const theirs = fc.constantFrom(
  '[profile theirs]\nregion = x1\n',
  '# theirs\n[profile theirs]\ncredential_process = x\n\n',
  '[profile theirs]\r\nrole_arn = x\r\n',
  '',
)

/** But for blank lines, and for what ends each. */
const linesOf = (text: string | null) => (text ?? '').split(/\r\n|\r|\n/).filter(line => strip(line) !== '')

it('a change that is taken back after others have written above and below leaves what was there before, and theirs', async () => {
  let undone = 0
  await fc.assert(
    fc.asyncProperty(awsFileText('config'), awsFileText('credentials'), theirs, theirs, async (...all) => {
      const [config, credentials, above, below] = all
      const desk = new AwsDesk()
      Object.assign(desk, { config, credentials })
      const set = await desk.set('dev')
      if (!set.ok) {
        expect(['profile-twice', 'aws-file']).toContain(set.failure.kind)
        expect(desk.both).toEqual({ config, credentials })
        return
      }
      // What stands above the first header is in no section: nothing can be put before it.
      const isBelow = linesOf(config)[0]?.startsWith('[') !== true
      const around = (text: string | null): string =>
        `${isBelow ? '' : above}${text ?? ''}\n${below.replace('theirs', 'last')}`
      Object.assign(desk, { config: around(desk.config), credentials: around(desk.credentials) })
      const before = desk.both
      const back = await desk.undo()
      if (!back.ok) {
        expect(back.failure).toMatchObject({ kind: 'not-undone', reason: 'changed' })
        expect(desk.both).toEqual(before)
        return
      }
      undone += 1
      expect(linesOf(desk.config).sort()).toEqual(linesOf(around(config)).sort())
      expect(linesOf(desk.credentials).sort()).toEqual(linesOf(around(credentials)).sort())
      taken(await desk.profileFiles.readNow())
    }),
    { numRuns: 300 },
  )
  expect(undone).toBeGreaterThan(150)
})
