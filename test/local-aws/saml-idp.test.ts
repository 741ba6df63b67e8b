import { request as httpsRequest } from 'node:https'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newAuthority } from '../support/certificates.ts'
import { type SamlIdp, type SamlIdpOptions, startSamlIdp } from '../support/saml-idp.ts'
import { callUnsigned } from './client.ts'
import { demoWorld } from './demo-world.ts'
import { addSamlDev, SAML_DEV } from './federated-world.ts'
import { type LocalAws, startLocalAws } from './server.ts'

let now: number
let idp: SamlIdp | undefined
let aws: LocalAws | undefined
beforeEach(() => {
  now = Date.UTC(2026, 4, 1, 12, 0, 0)
})
afterEach(async () => {
  await idp?.close()
  await aws?.close()
})

const start = async (more: Partial<SamlIdpOptions> = {}) => {
  const claims = { roles: [SAML_DEV], sessionName: 'alice' }
  idp = await startSamlIdp({ user: 'alice', password: 'pässword', claims, now: () => now, ...more })
  return idp
}
const signIn = async ({ signInUrl }: SamlIdp, password = 'pässword', RelayState = '') => {
  const body = new URLSearchParams({ user: 'alice', password, RelayState })
  const reply = await fetch(signInUrl, { method: 'POST', body })
  const [cookie = '', ...attributes] = (reply.headers.get('set-cookie') ?? '').split('; ')
  return { status: reply.status, html: await reply.text(), cookie, attributes }
}
const visit = async ({ signInUrl }: SamlIdp, cookie: string, relayState = '') => {
  const url = `${signInUrl}?${new URLSearchParams({ RelayState: relayState })}`
  return (await fetch(url, { headers: { Cookie: cookie } })).text()
}

const unescaped = (html: string) =>
  html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
const hiddenField = (html: string, name: string) =>
  unescaped(new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '')
const asksForPassword = (html: string) => html.includes('type="password"')

async function assume(response: string) {
  if (idp === undefined) throw new Error('the provider comes first')
  const { world } = demoWorld()
  addSamlDev(world, idp.provider(SAML_DEV.provider))
  aws = await startLocalAws({ world, now: () => now })
  return callUnsigned(aws.url, {
    Action: 'AssumeRoleWithSAML',
    RoleArn: SAML_DEV.role,
    PrincipalArn: SAML_DEV.provider,
    SAMLAssertion: response,
  })
}

describe('somebody who signs in', () => {
  it('is asked who they are, and then posts a response that AWS takes', async () => {
    const provider = await start()
    const form = await visit(provider, '', 'back "here" & there')
    expect(asksForPassword(form)).toBe(true)
    const { html } = await signIn(provider, 'pässword', hiddenField(form, 'RelayState'))
    expect(html).toContain('<form method="post" action="https://signin.aws.amazon.com/saml">')
    expect(html).toContain('document.forms[0].submit()')
    expect(html).toMatch(/<noscript><button>/)
    expect(hiddenField(html, 'RelayState')).toBe('back "here" & there')
    const response = hiddenField(html, 'SAMLResponse')
    expect(provider.responses()).toEqual([response])
    const reply = await assume(response)
    expect([reply.status, reply.field('Subject')]).toEqual([200, 'alice'])
  })

  it('with a wrong password is asked again', async () => {
    const provider = await start()
    const { status, html, cookie } = await signIn(provider, 'password')
    expect([status, asksForPassword(html), cookie]).toEqual([401, true, ''])
    expect(html).toContain('Wrong user or password.')
    expect([provider.responses(), provider.formsShown()]).toEqual([[], 1])
  })

  it('is not asked again while the cookie holds', async () => {
    const provider = await start()
    const { cookie, attributes } = await signIn(provider)
    // Without an end of its own it goes when the browser does.
    expect(attributes).toEqual(['Path=/', 'HttpOnly'])
    expect(hiddenField(await visit(provider, cookie, 'back'), 'RelayState')).toBe('back')
    expect(hiddenField(await visit(provider, `other=1; ${cookie}`), 'SAMLResponse')).not.toBe('')
    expect(provider.formsShown()).toBe(0)
    expect(asksForPassword(await visit(provider, `${cookie}0`))).toBe(true)
    provider.signOutEveryone()
    expect(asksForPassword(await visit(provider, cookie))).toBe(true)
  })

  it('is remembered for as long as is said', async () => {
    const provider = await start({ cookieSeconds: 3600 })
    const { cookie, attributes } = await signIn(provider)
    expect(attributes).toContain('Max-Age=3600')
    now += 3_599_999
    expect(asksForPassword(await visit(provider, cookie))).toBe(false)
    now += 1
    expect(asksForPassword(await visit(provider, cookie))).toBe(true)
  })

  it('may do so over https', async () => {
    const authority = newAuthority('Identity Provider')
    const provider = await start({ tls: authority.issue('127.0.0.1') })
    expect(provider.signInUrl).toMatch(/^https:/)
    const cookies = await new Promise<readonly string[] | undefined>((resolve, reject) => {
      const options = { method: 'POST', ca: authority.cert, agent: false }
      const request = httpsRequest(provider.signInUrl, options, response => {
        response.resume().on('end', () => resolve(response.headers['set-cookie']))
      })
      request.on('error', reject).end('user=alice&password=p%C3%A4ssword')
    })
    expect(cookies).toEqual([expect.stringContaining('; Secure')])
  })

  it('finds nothing else there', async () => {
    const { signInUrl } = await start()
    expect((await fetch(new URL('/metadata', signInUrl))).status).toBe(404)
  })
})

describe('an assertion that nobody has signed in for', () => {
  it('says what is wanted', async () => {
    const provider = await start()
    const reply = await assume(provider.assertion({ sessionName: 'bob', sessionEndsInSeconds: 1200 }))
    expect(reply.field('Arn')).toMatch(/saml-dev\/bob$/)
    expect((Date.parse(reply.field('Expiration')) - now) / 1000).toBe(1200)
    expect(provider.responses()).toEqual([])
  })

  it('may be without a signature', async () => {
    const provider = await start()
    const reply = await assume(provider.assertion({}, { signed: 'nothing' }))
    expect(reply.field('Message')).toBe('Response signature invalid')
  })
})
