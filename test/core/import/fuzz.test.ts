import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseIni, strip } from '../../../main/core/aws-files/ini.ts'
import { type AwsFileKind, awsFileKinds, profileOf } from '../../../main/core/aws-files/profiles.ts'
import { AwsDesk, ENDPOINT, taken } from '../aws-files/aws-desk.ts'
import { awsFileText } from '../aws-files/random-files.ts'
import { catalogOf } from '../world.ts'

/** What stands outside of these profiles' sections, but for blank lines, which part sections. */
function outside(kind: AwsFileKind, whole: string | null, names: ReadonlySet<string>): readonly string[] {
  const { lines, sections } = parseIni(whole ?? '')
  const others = sections.filter(each => !names.has(profileOf(kind, each) ?? ''))
  const head = { line: 0, end: sections[0]?.line ?? lines.length }
  return [head, ...others]
    .flatMap(each => lines.slice(each.line, each.end))
    .map(each => each.text)
    .filter(each => strip(each) !== '')
}

function linesOf(whole: string | null): readonly string[] {
  return parseIni(whole ?? '').lines.map(each => each.text)
}

/** What is more in the one than in the other, all of which it has in its order. */
function without(all: readonly string[], others: readonly string[]): readonly string[] {
  const more: string[] = []
  let at = 0
  for (const each of all)
    if (each === others[at]) at += 1
    else more.push(each)
  expect(others.slice(at)).toEqual([])
  return more
}

it('whatever is in the files, no byte changes outside of the profiles that are taken over, and each comes back', async () => {
  let takenOver = 0
  await fc.assert(
    fc.asyncProperty(
      awsFileText('config'),
      awsFileText('credentials'),
      fc.infiniteStream(fc.boolean()),
      async (config, credentials, dice) => {
        const desk = new AwsDesk(catalogOf([], []))
        Object.assign(desk, { config, credentials })
        const before = desk.both
        const { candidates } = taken(await desk.imports.find('aws-files', ENDPOINT))
        const chosen = candidates.map(each => ({ name: each.name, point: dice.next().value ?? true }))
        const plan = await desk.imports.preview(desk.ask(chosen))
        expect(desk.both).toEqual(before)
        if (!plan.ok) {
          expect(['invalid', 'profile-twice', 'aws-file']).toContain(plan.failure.kind)
          return
        }
        const applied = await desk.accept(plan.value)
        if (!applied.ok) throw new Error(JSON.stringify(applied.failure))
        const names = new Set(desk.profiles.map(each => each.name))
        for (const kind of awsFileKinds) {
          const [was, is] = [outside(kind, before[kind], names), outside(kind, desk.both[kind], names)]
          // What is no setting stays where a section goes.
          const left = linesOf(before[kind])
          expect(without(is, was).filter(each => !left.includes(each))).toEqual([])
        }
        expect(desk.view.profiles.filter(each => each.why !== null)).toEqual([])
        if (names.size === 0) return
        takenOver += 1
        taken(await desk.undo())
        expect(desk.both).toEqual(before)
      },
    ),
    { numRuns: 500 },
  )
  expect(takenOver).toBeGreaterThan(50)
})

it('what becomes of one file is as it was shown, though the other has changed by then', async () => {
  const key =
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hidden+secret+of+forty+characters+AAAAAA'
  const role = 'role_arn = arn:aws:iam::444455556666:role/Admin\nsource_profile = a\n\naws_access_key_id = '
  const desk = new AwsDesk(catalogOf([], []))
  desk.credentials = `[default]\n${role}\n[c]\n${key}\n[a]\n${key}`
  const before = desk.both
  taken(await desk.imports.find('aws-files', ENDPOINT))
  const chosen = [
    { name: 'c', point: true },
    { name: 'a', point: false },
    { name: 'default', point: true },
  ]
  taken(await desk.accept(taken(await desk.imports.preview(desk.ask(chosen)))))
  expect(desk.credentials).toBe(`\n[a]\n${key}`)
  taken(await desk.undo())
  expect(desk.both).toEqual(before)
})
