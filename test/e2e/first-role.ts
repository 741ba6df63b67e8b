import { expect } from 'vitest'
import type { App } from '../support/app.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import type { Person } from '../support/person.ts'
import type { Tray } from '../support/tray.ts'

/** The first thing that anybody does with the app, for a checkout and for a package alike. */
export async function openFirstRole({
  app,
  person,
  tray,
}: {
  readonly app: App
  readonly person: Person
  readonly tray: Tray
}): Promise<void> {
  await tray.click(/^dev-readonly/)
  const { current } = await person.waitFor('dev-readonly is current and on', ({ sessions }) =>
    sessions.some(each => each.current && each.state.kind === 'live'),
  )
  if (current === null) throw new Error('There is no connection for the current session.')
  const { status, body } = await fetchCredentials(current)
  expect(status).toBe(200)
  expect(body['AccessKeyId']).toMatch(/^ASIA/)
  await tray.waitForMenu(
    menu => menu.some(entry => entry.checked && /^dev-readonly · until \d/.test(entry.label)),
    'dev-readonly checked, with its end',
  )
  expect(app.pageErrors()).toEqual([])
  expect(app.stderr()).not.toMatch(/\w*Error\b|Unhandled/)
}
