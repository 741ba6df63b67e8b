import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Snapshot } from '../../main/core/snapshot/snapshot.ts'
import { until } from '../../test/support/desktop-wait.ts'
import { fetchCredentials } from '../../test/support/endpoint-client.ts'
import { Closers, furnish, setScene } from '../../test/support/scene.ts'
import type { Findings } from './findings.ts'
import { begin } from './outages.ts'
import { type Outage, type Pace, planOutages } from './plan.ts'
import { type Road, startRoad } from './road.ts'
import { callAws, fetchOften, probeWindow, type Watched } from './watchers.ts'

export interface Soak {
  readonly seed: number
  /** Outages go on coming until one of these is reached. */
  readonly seconds: number
  readonly outages: number
  /** Seconds that role credentials live. They are renewed at the half and served till a sixth before their end. */
  readonly lifeSeconds: number
  readonly pace: Pace
  /** Between an outage and the next one. */
  readonly recoverySeconds: number
  readonly say: (line: string) => void
}

type Stage = Awaited<ReturnType<typeof setScene>> & { readonly road: Road }

/** An outage begins so long (ms) before a renewal that it is there when that comes. */
const SOONEST = 500
const LATEST = 1500

/** The app at work for a long time, while what it depends on is out of order again and again. */
export async function soak(options: Soak): Promise<Findings> {
  const closers = new Closers()
  try {
    const scene = await setScene({ lifeSeconds: options.lifeSeconds, furnished: false })
    closers.add(scene.close)
    const road = await startRoad(scene.aws.url)
    closers.add(road.close)
    await furnish(scene.person, scene.alice, scene.roles, road.url)
    return await soakWith({ ...scene, road }, options)
  } finally {
    await closers.close()
  }
}

async function soakWith(stage: Stage, options: Soak): Promise<Findings> {
  const { person, aws, app, desktop } = stage
  const prompts = await person.countPrompts()
  const watched = await startAll(stage, options.lifeSeconds)
  const start = Date.now()
  const now = () => clockOf(Date.now() - start)
  let over = false
  const going = () => !over
  const watching = Promise.all([
    callAws(watched, { stsUrl: aws.url, home: desktop.folder }, going, now),
    Promise.all(watched.map(async each => [each.name, await fetchOften(each, going, now)] as const)),
    probeWindow(await person.manager(), going, now),
  ])
  const failed = new Promise<never>((_resolve, reject) => watching.catch(reject))
  let outages: readonly Outage[]
  try {
    outages = await Promise.race([playAll(stage, options, now, start + options.seconds * 1000), failed])
  } finally {
    over = true
  }
  const [called, fetched, window] = await watching
  const printed = [...app.pageErrors(), ...(app.stderr().match(/.*(?:\w*Error\b|Unhandled).*/g) ?? [])]
  return {
    outages,
    aws: called,
    fetches: new Map(fetched),
    window,
    stsCalls: aws.calls().filter(byTheApp),
    prompts: await prompts(),
    ...(await findKey(stage)),
    startsAnew: await startsAnew(stage, watched),
    printed,
  }
}

/** One after the other, so that their renewals are not all at the same moment. */
async function startAll({ person, aws, alice }: Stage, lifeSeconds: number): Promise<readonly Watched[]> {
  const names = ['dev-readonly', 'prod-admin', 'audit-chained']
  for (const name of names) {
    await person.click(name, 'Start')
    if (name === 'prod-admin') {
      await person.promptText()
      await person.typeCode(aws.code(alice.mfaSerial))
    }
    await person.waitFor(`${name} is on`, ({ sessions }) =>
      sessions.some(each => each.session.name === name && each.state.kind === 'live'),
    )
    if (name !== names.at(-1)) await sleep((lifeSeconds * 1000) / 6)
  }
  const { sessions } = await person.snapshot()
  return sessions.flatMap(({ session: { name }, connection }) =>
    connection === null ? [] : [{ name, connection }],
  )
}

async function playAll(
  stage: Stage,
  options: Soak,
  now: () => string,
  deadline: number,
): Promise<readonly Outage[]> {
  const { person, desktop, aws, road } = stage
  const played: Outage[] = []
  for (const outage of planOutages(options.seed, options.pace)) {
    if (played.length === options.outages) break
    // A session that is lost renews no more: then the outage comes all the same, and the findings tell of the loss.
    const latest = Math.min(deadline, Date.now() + options.lifeSeconds * 1000)
    // Seldom: each look is a question to the window, which is measured at the same time.
    while (Date.now() < latest && !isNear(await person.snapshot(), outage)) await sleep(200)
    if (Date.now() >= deadline) break
    const began = now()
    const before = aws.calls().length
    const end = await begin(outage, { aws, road, keyring: desktop.keyring })
    await sleep(outage.seconds * 1000)
    const states = (await person.snapshot()).sessions.map(each => `${each.session.name} ${each.state.kind}`)
    await end()
    played.push(outage)
    const met = aws.calls().slice(before).filter(byTheApp)
    options.say(
      `${began} ${outage.of} ${outage.trouble} for ${outage.seconds.toFixed(1)} s: ${met.length} calls of STS; at its end ${states.join(', ')}`,
    )
    await sleep(options.recoverySeconds * 1000)
  }
  return played
}

/** Whether a renewal is about to begin that this outage is in the way of. */
function isNear({ sessions }: Snapshot, { of }: Outage): boolean {
  return sessions.some(({ session, state }) => {
    // Of the three only this one starts from the key itself.
    if (of === 'keyring' && session.name !== 'dev-readonly') return false
    const left = state.kind === 'live' ? state.renewsAt - Date.now() : 0
    return SOONEST < left && left < LATEST
  })
}

async function findKey({ person, app, desktop, alice }: Stage) {
  const settings = await readFile(`${app.profileDir}/understudy.json`, 'utf8')
  const account = /access-key\/[\w-]+/.exec(settings)?.[0] ?? ''
  const item = (await desktop.keyring.lookup('understudy', account)) ?? ''
  const { identities } = await person.snapshot()
  return {
    keyInKeyring: item.includes(alice.accessKeyId) && item.includes(alice.secretAccessKey),
    keyInCatalog: identities.some(each => each.kind === 'iam-user' && each.arn === alice.arn),
  }
}

async function startsAnew({ person, tray }: Stage, watched: readonly Watched[]): Promise<boolean> {
  const connection = watched.find(each => each.name === 'dev-readonly')?.connection
  if (connection === undefined) return false
  const before = await fetchCredentials(connection)
  await tray.click('Forget All Sessions')
  await person.waitFor('all are off', ({ sessions }) => sessions.every(each => each.state.kind === 'off'))
  await person.click('dev-readonly', 'Start')
  const after = await until('it is served again', async () => {
    const answer = await fetchCredentials(connection)
    return answer.status === 200 ? answer : null
  }).catch(() => null)
  return after !== null && after.body['AccessKeyId'] !== before.body['AccessKeyId']
}

const byTheApp = ({ operation }: { readonly operation: string }) => operation !== 'GetCallerIdentity'

function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
