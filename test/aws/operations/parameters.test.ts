import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Bound, STS_PARAMETERS } from '../../../main/core/sts/limits.ts'
import type { OidcIssuer } from '../../support/oidc-issuer.ts'
import { startApp } from './app.ts'
import { addCluster, addCorp, newIssuer, TokenFiles } from './federated.ts'
import { addAnything, type Scene, type Tried } from './parameter.ts'
import { PARAMETERS } from './parameter-table.ts'
import { addOrganization } from './worlds.ts'

let issuer: OidcIssuer
let scene: Scene
beforeAll(async () => {
  issuer = await newIssuer()
})
beforeEach(async () => {
  const app = await startApp(({ world }) => addOrganization(world))
  const files = new TokenFiles()
  await addCorp(app)
  await addCluster(app, issuer, files.write('token', await issuer.token({ sub: 'alice' })))
  addAnything(app)
  scene = { app, files, issuer }
})
afterEach(async () => {
  scene.files.remove()
  await scene.app.close()
})

interface Range {
  readonly min: number
  readonly max: number
  /** Whether there is less than `min` of it, and not none. */
  readonly hasLess: boolean
}

/** What can be too short or too long of a parameter: how many there are of a list, and what is in each of them. */
function rangesOf(name: string, bound: Bound): readonly (readonly [string, Range])[] {
  if (bound.kind !== 'list') return [[name, { ...bound, hasLess: bound.kind === 'whole' || bound.min > 0 }]]
  const parts = Object.entries(bound.each).flatMap(([part, each]) =>
    typeof each === 'object' && each !== null && 'min' in each ? rangesOf(`${name}.${part}`, each) : [],
  )
  return [[name, { min: 1, max: bound.max, hasLess: false }], ...parts]
}

function expectSent({ problems, sent }: Tried, operation: string, outcome = 'ok'): void {
  expect(problems).toEqual([])
  expect(scene.app.outcomes()).toEqual([`${operation} ${outcome}`])
  for (const [name, value] of Object.entries(sent)) expect(scene.app.form.get(name)).toBe(value)
}

function expectRefused({ problems }: Tried, field: string): void {
  expect(problems).toContain(field)
  expect(scene.app.calls()).toEqual([])
}

describe.each(Object.entries(STS_PARAMETERS))('%s', (operation, bounds) => {
  const drivers = Object.entries(PARAMETERS).find(([name]) => name === operation)?.[1] ?? {}
  const ranges = Object.entries<Bound>(bounds).flatMap(([name, bound]) => rangesOf(name, bound))

  it('has rows for each of its parameters', () => {
    expect(Object.keys(drivers).sort()).toEqual(ranges.map(([name]) => name).sort())
  })

  describe.each(ranges)('%s', (name, { min, max, hasLess }) => {
    const driver = drivers[name]
    if (driver === undefined) return
    const { field, least = min, most = max, ends = {}, isChosen = false, absent } = driver

    it(`of ${least} goes to AWS`, async () => {
      expectSent(await driver.at(least, scene), operation, ends.least)
    })

    it(`of ${most} goes to AWS`, async () => {
      expectSent(await driver.at(most, scene), operation, ends.most)
    })

    if (!isChosen && hasLess) {
      it(`of ${least - 1} is refused`, async () => {
        expectRefused(await driver.at(least - 1, scene), field)
      })
    }

    if (!isChosen) {
      it(`of ${most + 1} is refused`, async () => {
        expectRefused(await driver.at(most + 1, scene), field)
      })
    }

    if (absent !== undefined) {
      it('that is left out is left to AWS, or what trust policies ask for', async () => {
        const [attempt, usual] = absent
        expectSent(await attempt(scene), operation)
        const { form } = scene.app
        expect(form.get(name)).toBe(usual)
        if (usual === null) expect([...form.keys()].filter(each => each.startsWith(`${name}.`))).toEqual([])
      })
    }
  })
})
