import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright'
import type { CommandName, LookUpName } from '../../preload/contract.ts'
import type { Wanted } from '../support/needles.ts'
import type { Evidence } from './evidence.ts'

/** Of AWS's length and letters, and never the same twice. */
export const newMark = (): string => randomBytes(30).toString('base64')

/** Asks as a window's page can, whatever the input's shape; keeps what comes back. Gives whether it was taken. */
export async function ask(
  evidence: Evidence,
  page: Page,
  name: CommandName | LookUpName,
  input: unknown,
): Promise<boolean> {
  const { told, isTaken } = await page.evaluate(
    async ([which, given]) => {
      const { run, lookUp } = window.understudy
      const call = Reflect.get({ ...run, ...lookUp }, which) as (what: unknown) => Promise<unknown>
      // Some wait for a person, who does not come.
      const late = new Promise<unknown>(done => setTimeout(done, 3000, 'no answer yet'))
      return Promise.race([call(given), late]).then(
        answer => ({ told: JSON.stringify(answer), isTaken: Reflect.get(Object(answer), 'ok') === true }),
        (error: Error) => ({ told: `${error.name}: ${error.message}`, isTaken: false }),
      )
    },
    [name, input] as const,
  )
  evidence.add('answer to a window', name, told)
  return isTaken
}

/**
 * The same input again and again, with a secret in the place of each of its texts and numbers, and one beside them:
 * somebody pastes into the wrong field.
 */
export function hostileOf(
  name: string,
  input: unknown,
): readonly { readonly input: unknown; readonly mark: Wanted }[] {
  const made: { input: unknown; mark: Wanted }[] = []
  const put = (way: string, build: (mark: string) => unknown) => {
    const value = newMark()
    made.push({ input: build(value), mark: { name: `what was pasted into ${name}${way}`, value } })
  }
  const walk = (value: unknown, way: string, build: (inner: unknown) => unknown): void => {
    if (Array.isArray(value)) {
      put(`${way}[]`, mark => build([...value, mark]))
      value.forEach((each, index) => {
        walk(each, `${way}[${index}]`, inner => build(value.with(index, inner)))
      })
    } else if (typeof value === 'object' && value !== null) {
      put(`${way}.other`, mark => build({ ...value, other: mark }))
      for (const [key, each] of Object.entries(value))
        walk(each, `${way}.${key}`, inner => build({ ...value, [key]: inner }))
    } else put(way, build)
  }
  walk(input, '', inner => inner)
  return made
}
