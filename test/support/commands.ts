import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import type { ActivityEntry } from '../../main/core/tools/activity.ts'
import type { Answer, CommandName, Commands, LookUpName, LookUps, Outcome } from '../../preload/contract.ts'
import type { Person } from './person.ts'

/** Does what a window's button would, for what a test is not about. Fails unless the app does it. */
export async function command<Name extends CommandName>(
  person: Person,
  name: Name,
  input: Commands[Name],
): Promise<void> {
  const page = await person.manager()
  const outcome = await page.evaluate(
    async ([which, given]): Promise<Outcome> => {
      const run = window.understudy.run[which] as (what: unknown) => Promise<Outcome>
      return run(given)
    },
    [name, input] as const,
  )
  if (!outcome.ok) throw new Error(`${name}: ${outcome.explanation.title}`)
}

/** Looks something up as a window would. Fails unless the app tells it. */
export async function lookUp<Name extends LookUpName>(
  person: Person,
  name: Name,
  input: LookUps[Name]['input'],
): Promise<LookUps[Name]['answer']> {
  const page = await person.manager()
  const answer = await page.evaluate(
    async ([which, given]): Promise<Answer<unknown>> => {
      const ask = window.understudy.lookUp[which] as (what: unknown) => Promise<Answer<unknown>>
      return ask(given)
    },
    [name, input] as const,
  )
  if (!answer.ok) throw new Error(`${name}: ${answer.explanation.title}`)
  return answer.value as LookUps[Name]['answer']
}

/** The record of hand-outs, the newest first. */
export async function activityOf(person: Person): Promise<readonly ActivityEntry[]> {
  return (await person.manager()).evaluate(() => window.understudy.getActivity())
}

/** How the tool is connected that the user has named so. */
export async function connectionOfTool(person: Person, name: string): Promise<Connection> {
  const { grants } = await person.waitFor(`${name} has access`, snapshot =>
    snapshot.grants.some(each => each.grant.name === name),
  )
  const connection = grants.find(each => each.grant.name === name)?.connection
  if (!connection) throw new Error(`${name} has no connection.`)
  return connection
}

/** Sets what is asked before a program uses a session. */
export async function askBeforeUse(
  person: Person,
  name: string,
  consent: 'off' | 'first-use' | 'every-process',
): Promise<void> {
  const { sessions } = await person.snapshot()
  const session = sessions.find(each => each.session.name === name)?.session
  if (session === undefined) throw new Error(`There is no session ${name}.`)
  await command(person, 'editSession', { session: { ...session, consent } })
}
