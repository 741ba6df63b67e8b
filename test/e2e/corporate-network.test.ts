import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { launchApp } from '../support/app.ts'
import { type CorporateNetwork, startCorporateNetwork, trust } from '../support/corporate-network.ts'
import { type Desktop, startDesktop } from '../support/desktop.ts'
import { fetchCredentials } from '../support/endpoint-client.ts'
import { Person } from '../support/person.ts'
import { Closers, type Scene, setSceneIn } from '../support/scene.ts'

const FIRST = 'sts.eu-central-1.amazonaws.com'
const FALLBACK = 'sts.eu-west-1.amazonaws.com'
/** A VPC endpoint, by a name that only the company knows. */
const INSIDE = 'sts.corp.test'

const closers = new Closers()
let desktop: Desktop
let network: CorporateNetwork

beforeEach(async () => {
  desktop = await startDesktop()
  closers.add(desktop.close)
  network = await startCorporateNetwork([FIRST, FALLBACK, INSIDE])
  closers.add(network.close)
})
afterEach(closers.close)

async function set(env: Record<string, string>, args: string[] = []): Promise<Scene> {
  const scene = await setSceneIn(desktop, { furnished: false, app: { env, args } })
  closers.add(scene.close)
  network.leadTo(scene.aws.url)
  return scene
}

const callsOf = ({ aws }: Scene) =>
  aws.calls().map(({ operation, region, outcome }) => [operation, region, outcome])

/** Waits until the session is on, and sees that nothing on the screen speaks of trouble. */
async function expectToServe(person: Person, name: string): Promise<void> {
  const { sessions, notices } = await person.waitFor(`${name} is on`, state =>
    state.sessions.some(each => each.session.name === name && each.state.kind === 'live'),
  )
  const connection = sessions.find(each => each.session.name === name)?.connection
  if (!connection) throw new Error(`${name} has no connection.`)
  const { status, body } = await fetchCredentials(connection)
  expect([status, body['AccessKeyId']]).toEqual([200, expect.stringMatching(/^ASIA/)])
  expect(notices).toEqual([])
  // Once it is drawn: until then what was wrong with a try may stand there.
  await (await person.session(name)).getByText(/^Expires /).waitFor()
  expect(
    await (await person.manager()).getByRole('alert').filter({ hasNotText: 'no tray icon' }).allInnerTexts(),
  ).toEqual([])
}

test('behind a proxy that inspects TLS, a role is got from AWS’s own host and from no other', async () => {
  await trust(network.authority, desktop)
  const elsewhere = 'https://sts.us-west-2.amazonaws.com'
  const keyLog = join(desktop.folder, 'key-log')
  const scene = await set({
    https_proxy: network.proxyUrl,
    AWS_ENDPOINT_URL: elsewhere,
    AWS_ENDPOINT_URL_STS: elsewhere,
    AWS_REGION: 'us-west-2',
    AWS_USE_FIPS_ENDPOINT: 'true',
    SSLKEYLOGFILE: keyLog,
  })
  const { person, alice, roles } = scene
  await person.addKey(alice)
  await person.addSession({ name: 'dev-readonly', roleArn: roles.devReadonly, mfa: 'No MFA' })
  await person.click('dev-readonly', 'Start')
  await expectToServe(person, 'dev-readonly')
  expect(callsOf(scene)).toEqual([
    ['GetCallerIdentity', 'eu-central-1', 'ok'],
    ['AssumeRole', 'eu-central-1', 'ok'],
  ])
  // Whatever else the app or its Chromium had wanted from the internet would be here too.
  expect(network.asked()).toEqual([`${FIRST}:443`])
  expect(existsSync(keyLog)).toBe(false)
})

test('a certificate that the computer does not trust gets nothing, whatever the environment says of it', async () => {
  const file = join(desktop.folder, 'authority.pem')
  await writeFile(file, network.authority.cert)
  const env = {
    HTTPS_PROXY: network.proxyUrl,
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_EXTRA_CA_CERTS: file,
    SSL_CERT_FILE: file,
    SSL_CERT_DIR: desktop.folder,
    AWS_CA_BUNDLE: file,
  }
  const scene = await set(env)
  const { person, alice, app } = scene
  const form = (await person.fillKey(alice)).getByRole('dialog')
  expect(await form.getByRole('alert').innerText()).toContain(
    `The certificate of ${FIRST} is not trusted (ERR_CERT_AUTHORITY_INVALID).`,
  )
  expect(network.asked()).toEqual([`${FIRST}:443`])
  expect([network.trusted(), callsOf(scene)]).toEqual([0, []])
  expect((await person.snapshot()).identities).toEqual([])
  expect(await readFile(`${app.profileDir}/understudy.json`, 'utf8')).not.toContain('access-key/')

  // As the message says: into the store, and a restart.
  await app.quit()
  await trust(network.authority, desktop)
  const again = await launchApp({ desktop, profileDir: app.profileDir, env })
  closers.add(again.quit)
  await new Person(again).addKey(alice)
  expect(callsOf(scene)).toEqual([['GetCallerIdentity', 'eu-central-1', 'ok']])
})

async function setWithFallback(): Promise<Scene> {
  await trust(network.authority, desktop)
  const scene = await set({ https_proxy: network.proxyUrl })
  await scene.person.addKey({ ...scene.alice, fallbackRegion: 'eu-west-1' })
  return scene
}

test('while a Region can’t be reached, a role comes from the fallback Region, and back again', async () => {
  const scene = await setWithFallback()
  const { person, roles } = scene
  await person.addSession({ name: 'dev-readonly', roleArn: roles.devReadonly, mfa: 'No MFA' })
  await person.addSession({ name: 'token', operation: 'GetSessionToken', mfa: 'No MFA' })
  network.cutOff(FIRST)
  await person.click('dev-readonly', 'Start')
  await expectToServe(person, 'dev-readonly')
  expect(network.asked()).toEqual([`${FIRST}:443`, `${FALLBACK}:443`])

  // The first Region is asked second for a while: enough when it is the other one's turn to be away.
  network.reconnect(FIRST)
  network.cutOff(FALLBACK)
  await person.click('token', 'Start')
  await expectToServe(person, 'token')
  expect(callsOf(scene)).toEqual([
    ['GetCallerIdentity', 'eu-central-1', 'ok'],
    ['AssumeRole', 'eu-west-1', 'ok'],
    ['GetSessionToken', 'eu-central-1', 'ok'],
  ])
})

test('a code that a Region may have got is not sent again: the next one goes to the fallback Region', async () => {
  const scene = await setWithFallback()
  const { person, alice, roles, aws } = scene
  await person.addSession({ name: 'prod-admin', roleArn: roles.prodAdmin, mfa: 'One code for all roles' })
  network.cutOff(FIRST)
  await person.click('prod-admin', 'Start')
  const code = aws.code(alice.mfaSerial)
  const popup = await person.typeCode(code)
  await popup.getByText('AWS gave no answer to that code, and it may be spent.').waitFor()
  await person.typeCode(code)
  await popup.getByText('That code was used.').waitFor()
  expect(network.asked()).toEqual([`${FIRST}:443`])
  await person.typeCode(aws.totp(alice.mfaSerial, 1))
  await expectToServe(person, 'prod-admin')
  expect(callsOf(scene)).toEqual([
    ['GetCallerIdentity', 'eu-central-1', 'ok'],
    ['GetSessionToken', 'eu-west-1', 'ok'],
    ['AssumeRole', 'eu-west-1', 'ok'],
  ])
})

test('hosts that no_proxy names, and this computer itself, are reached past the proxy', async () => {
  await trust(network.authority, desktop)
  const args = [`--host-resolver-rules=MAP ${INSIDE} 127.0.0.1`]
  const proxies = { http_proxy: network.proxyUrl, https_proxy: network.proxyUrl }
  const scene = await set({ ...proxies, no_proxy: '.corp.test' }, args)
  const { person, alice, aws } = scene
  const stsUrl = `https://${INSIDE}:${network.frontPort}`
  await person.addKey({ ...alice, name: 'inside', stsUrl })
  await person.addKey({ ...alice, name: 'local', stsUrl: aws.url })
  expect(callsOf(scene)).toEqual(Array(2).fill(['GetCallerIdentity', 'eu-central-1', 'ok']))
  expect([network.trusted(), network.asked()]).toEqual([1, []])

  // That it was the variable is seen without it: this proxy lets nobody through to such a port.
  const without = await set(proxies, args)
  const form = (await without.person.fillKey({ ...alice, stsUrl })).getByRole('dialog')
  expect(await form.getByRole('alert').innerText()).toContain(
    `${INSIDE}:${network.frontPort} can’t be reached (ERR_TUNNEL_CONNECTION_FAILED).`,
  )
  expect(network.asked()).toEqual([`${INSIDE}:${network.frontPort}`])
})
