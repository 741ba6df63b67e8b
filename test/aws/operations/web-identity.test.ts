import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explain } from '../../../main/core/failures/explain.ts'
import { cluster } from '../../core/recipes.ts'
import { fromSession, role as roleSession } from '../../core/world.ts'
import { callSns } from '../../local-aws/client.ts'
import type { OidcIssuer } from '../../support/oidc-issuer.ts'
import { got, plainOf } from '../calling.ts'
import { type LocalApp, startApp } from './app.ts'
import { addCluster, newIssuer, TokenFiles, webDev } from './federated.ts'
import { addRole, allow, HOME, policy, role, trust } from './worlds.ts'

let app: LocalApp
let files: TokenFiles
let issuer: OidcIssuer
let file: string
beforeEach(async () => {
  app = await startApp()
  files = new TokenFiles()
  issuer = await newIssuer()
  file = files.write('token', await issuer.token({ sub: 'first' }))
  await addCluster(app, issuer, file)
})
afterEach(async () => {
  files.remove()
  await app.close()
})

/** Who was vouched for, call by call. */
const subjects = () =>
  app.forms().map(form => {
    const payload = (form.get('WebIdentityToken') ?? '').split('.')[1] ?? ''
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')).sub
  })

const renewedTwice = async () => {
  got(await app.get(webDev()))
  for (const sub of ['second', 'third']) {
    files.write('token', await issuer.token({ sub }))
    expect((await app.renewal(webDev())).kind).toBe('live')
  }
}

describe('a token', () => {
  it('in a file that is written anew is taken as it is at each renewal', async () => {
    await renewedTwice()
    expect(subjects()).toEqual(['first', 'second', 'third'])
    expect(app.outcomes()).toEqual(Array(3).fill('AssumeRoleWithWebIdentity ok'))
  })

  it('that a command prints is asked for at each renewal', async () => {
    const print = "process.stdout.write(require('node:fs').readFileSync(process.argv[1]))"
    const command = { kind: 'command', program: process.execPath, arguments: ['-e', print, file] } as const
    got(await app.catalog.replaceProvider({ ...cluster, token: command, stsUrl: app.aws.url }))
    await renewedTwice()
    expect(subjects()).toEqual(['first', 'second', 'third'])
  })

  it('that is late is waited for, while what is held is served', async () => {
    const held = got(await app.get(webDev()))
    files.write('token', await issuer.token({ sub: 'late' }, { now: Date.now() - 7_200_000 }))
    const state = await app.renewal(webDev())
    if (state.kind !== 'failing') throw new Error(`not failing but ${state.kind}`)
    expect(state.retriesAt).not.toBe(null)
    expect(explain(state.why)).toMatchObject({
      title: expect.stringContaining('had run out when it came to AWS'),
      advice: expect.stringContaining('https://tokens.example'),
    })
    expect(app.broker.request(webDev().id)).toMatchObject({ kind: 'ready', held })
    files.write('token', await issuer.token({ sub: 'second' }))
    app.broker.start(webDev().id)
    await expect.poll(() => app.broker.states.state(webDev().id).kind, { timeout: 10_000 }).toBe('live')
    expect(subjects()).toEqual(['first', 'late', 'second'])
  })

  it.each<[string, () => Promise<string>, string]>([
    [
      'for another audience',
      () => issuer.token({ aud: 'somebody-else' }),
      'is for the audience somebody-else',
    ],
    [
      'of an unknown issuer',
      () => issuer.token({ iss: 'https://other.example' }),
      'is from https://other.example',
    ],
  ])('%s is told with what it says', async (_, make, part) => {
    files.write('token', await make())
    const { title, advice } = await app.told(webDev())
    expect(title).toMatch(/^AWS did not take the web identity token: /)
    expect(advice).toContain(part)
    expect(advice).toContain('must know this provider in IAM')
  })

  it('whose issuer AWS can’t reach is tried again by itself', async () => {
    issuer.provider.unreachable = true
    const { title, advice } = await app.told(webDev())
    expect(title).toContain('can’t reach the provider https://tokens.example')
    expect(advice).toContain('tries again by itself')
    expect(app.broker.states.state(webDev().id).kind).toBe('starting')
  })

  it('that is no JWT is told so, and is not shown', async () => {
    files.write('token', 'hidden-and-no-token')
    const failure = await app.refusal(webDev())
    expect(explain(failure).title).toMatch(/^AWS did not take the web identity token: .*not a valid JWT/)
    expect(JSON.stringify(failure)).not.toContain('hidden-and-no-token')
  })

  it('that the role does not trust is told in terms of the trust policy', async () => {
    role(app.demo.world, webDev().roleArn).trust = trust(`arn:aws:iam::${HOME}:root`)
    const { title, advice } = await app.told(webDev())
    expect(title).toBe(`The role ${webDev().roleArn} was not given.`)
    expect(advice).toContain('must name the provider of the token')
  })
})

describe('the tags of a token', () => {
  const TAGS = {
    'https://aws.amazon.com/tags': { principal_tags: { team: ['red'] }, transitive_tag_keys: ['team'] },
  }

  it('decide what the session may do, and reach the next role', async () => {
    const ofRed = { StringEquals: { 'aws:PrincipalTag/team': 'red' } }
    const web = role(app.demo.world, webDev().roleArn)
    web.policies = [
      policy({ Effect: 'Allow', Action: 'sns:ListTopics', Resource: '*', Condition: ofRed }),
      allow('sts:*'),
    ]
    const next = addRole(app.demo.world, 'next', {
      trust: trust(webDev().roleArn, { StringEquals: { 'aws:RequestTag/team': 'red' } }),
    })
    files.write('token', await issuer.token(TAGS))
    const keys = plainOf(got(await app.get(webDev())).credentials)
    expect((await callSns(app.aws.url, keys, { Action: 'ListTopics' })).status).toBe(200)
    got(await app.get(roleSession('next', { roleArn: next, source: fromSession('web') })))
    // None of them is asked for by the app.
    expect(
      app
        .forms()
        .flatMap(form => [...form.keys()])
        .filter(name => name.startsWith('Tags')),
    ).toEqual([])
  })

  it('let nothing through that the token does not bring', async () => {
    const ofRed = { StringEquals: { 'aws:PrincipalTag/team': 'red' } }
    role(app.demo.world, webDev().roleArn).policies = [
      policy({ Effect: 'Allow', Action: 'sns:ListTopics', Resource: '*', Condition: ofRed }),
    ]
    const keys = plainOf(got(await app.get(webDev())).credentials)
    expect((await callSns(app.aws.url, keys, { Action: 'ListTopics' })).status).toBe(403)
  })

  it('need a trust policy that allows them, and that is said', async () => {
    const web = role(app.demo.world, webDev().roleArn)
    const whole = web.trust
    web.trust = JSON.parse(JSON.stringify(whole).replace('"sts:TagSession",', ''))
    files.write('token', await issuer.token(TAGS))
    const { advice } = await app.told(webDev())
    expect(advice).toMatch(/^It is sts:TagSession that is not allowed\. What the provider says of you/)
    web.trust = whole
    got(await app.obtain(webDev()))
  })
})
