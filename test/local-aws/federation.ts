import { randomBytes } from 'node:crypto'
import { escapeHtml, htmlPage } from './html.ts'
import type { Temporary } from './issuer.ts'
import type { Sts } from './operations/operation.ts'
import { Form } from './parameters.ts'
import { Refusal } from './refusal.ts'
import type { Answer, Incoming } from './service.ts'
import { headerOf, type RawRequest } from './sigv4.ts'

const PATH = '/federation'
const TOKEN_LIFE_MS = 15 * 60 * 1000
const [MIN_SECONDS, MAX_SECONDS] = [900, 43_200]
/** Those of a user's own session may not, whatever the user may. */
const MAY_SIGN_IN = ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'GetFederationToken']
/** The console's hosts in each partition, with those of its Regions and services before them. */
const CONSOLE = /(^|\.)console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)$/

/** Somebody who has come to the console by a link. */
export type SignIn = {
  readonly arn: string
  readonly destination: string
  /** Where the link said that it comes from; empty where it did not say. */
  readonly issuer: string
  readonly at: string
}

const badRequest = (message: string) => new Refusal('BadRequest', 400, message)

function readForm({ method, query, body }: RawRequest): Form {
  if (method === 'GET') return new Form(query)
  if (method === 'POST') return new Form([query, body.toString('utf8')].filter(part => part !== '').join('&'))
  throw new Refusal('MethodNotAllowed', 405, 'Only GET and POST')
}

type Session = { readonly id: string; readonly key: string; readonly token: string }

function readSession(text: string): Session {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest('Session is no JSON')
  }
  const fields = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  )
  const field = (name: string) => {
    const held = fields.get(name)
    if (typeof held !== 'string' || held === '') throw badRequest(`Session lacks ${name}`)
    return held
  }
  const session = { id: field('sessionId'), key: field('sessionKey'), token: field('sessionToken') }
  if (fields.size > 3) throw badRequest('Session holds more than sessionId, sessionKey and sessionToken')
  return session
}

function checkDuration(text: string | undefined, { operation, chained }: Temporary) {
  if (text === undefined) return
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
    throw badRequest(`SessionDuration must be between ${MIN_SECONDS} and ${MAX_SECONDS}`)
  }
  if (chained) throw badRequest('SessionDuration is not for a role that a role has assumed')
  if (operation === 'GetFederationToken') throw badRequest('SessionDuration is not for GetFederationToken')
}

/** The console, or this very server, where a test wants to see who comes. */
function checkDestination(text: string, ownHost: string | undefined) {
  const { protocol, host, hostname } = URL.canParse(text) ? new URL(text) : new URL('about:blank')
  const here = protocol === 'http:' && host === ownHost
  if (!here && !(protocol === 'https:' && CONSOLE.test(hostname))) {
    throw badRequest('Destination is not in the console')
  }
}

/** The console's side door: changes temporary credentials into a token, and the token into a signed-in browser. */
export class Federation {
  readonly #tokens = new Map<string, { readonly arn: string; readonly until: number }>()
  readonly #signIns: SignIn[] = []

  signIns(): readonly SignIn[] {
    return [...this.#signIns]
  }

  /** All that were handed out, so that a test can look for leaks. */
  signinTokens(): readonly string[] {
    return [...this.#tokens.keys()]
  }

  /** Null for what goes elsewhere. */
  receive(request: RawRequest, sts: Sts): Incoming | null {
    if (request.path !== PATH) return null
    const form = formOrRefusal(request)
    const field = (name: string) => (form instanceof Form ? form.get(name) : undefined)
    const accessKeyId = idOf(field('Session'))
    const operation = field('Action') ?? ''
    return {
      call: { service: 'signin', operation, accessKeyId, region: '', mfa: false, sessionPolicies: null },
      refuse: refusalPage,
      answer: async now => {
        try {
          if (form instanceof Refusal) throw form
          return this.#answer(form, headerOf(request, 'host'), sts, now)
        } catch (error) {
          if (error instanceof Refusal) return refusalPage(error)
          throw error
        }
      },
    }
  }

  #answer(form: Form, host: string | undefined, sts: Sts, now: number): Answer {
    const action = form.get('Action')
    switch (action) {
      case 'getSigninToken':
        return this.#getSigninToken(form, sts, now)
      case 'login':
        return this.#login(form, host, now)
      default:
        throw badRequest(`No such Action: ${action ?? ''}`)
    }
  }

  #getSigninToken(form: Form, { issuer }: Sts, now: number): Answer {
    checkNames(form, ['Session', 'SessionDuration', 'SessionType'])
    const { id, key, token } = readSession(required(form, 'Session'))
    const type = form.get('SessionType') ?? 'json'
    if (type !== 'json') throw badRequest('SessionType must be json')
    const temporary = issuer.find(id)
    if (temporary === null || temporary.secretAccessKey !== key || temporary.sessionToken !== token) {
      throw badRequest('The credentials in Session are not valid')
    }
    if (now >= temporary.expiresAt) throw badRequest('The credentials in Session have expired')
    if (!MAY_SIGN_IN.includes(temporary.operation)) {
      throw badRequest(`Credentials of ${temporary.operation} may not sign in to the console`)
    }
    checkDuration(form.get('SessionDuration'), temporary)
    const signinToken = randomBytes(300).toString('base64url')
    this.#tokens.set(signinToken, { arn: temporary.arn, until: now + TOKEN_LIFE_MS })
    const body = JSON.stringify({ SigninToken: signinToken })
    return { status: 200, outcome: 'ok', type: 'application/json', body }
  }

  #login(form: Form, host: string | undefined, now: number): Answer {
    checkNames(form, ['Issuer', 'Destination', 'SigninToken'])
    const destination = required(form, 'Destination')
    const known = this.#tokens.get(required(form, 'SigninToken'))
    if (known === undefined) throw badRequest('The sign-in token is not valid')
    if (now >= known.until) throw badRequest('The sign-in token has expired')
    checkDestination(destination, host)
    const { arn } = known
    const issuer = form.get('Issuer') ?? ''
    this.#signIns.push({ arn, destination, issuer, at: new Date(now).toISOString() })
    const link = `<a href="${escapeHtml(destination)}">${escapeHtml(destination)}</a>`
    const body = htmlPage('Signed in', `<p>${escapeHtml(arn)}</p><p>On to ${link}</p>`)
    const cookie = `aws-console=${randomBytes(16).toString('hex')}; Path=/; HttpOnly; SameSite=Lax`
    return {
      status: 200,
      outcome: 'ok',
      type: 'text/html; charset=utf-8',
      body,
      headers: { 'Set-Cookie': cookie },
    }
  }
}

function formOrRefusal(request: RawRequest): Form | Refusal {
  try {
    return readForm(request)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** For the log alone: what is wrong with it, the answer tells. */
function idOf(session: string | undefined): string {
  try {
    return readSession(session ?? '').id
  } catch {
    return ''
  }
}

function required(form: Form, name: string): string {
  const value = form.get(name)
  if (value === undefined || value === '') throw badRequest(`${name} is missing`)
  return value
}

function checkNames(form: Form, known: readonly string[]) {
  const stray = form.names().filter(name => name !== 'Action' && !known.includes(name))
  if (stray.length > 0) throw badRequest(`Unknown parameters: ${stray.join(', ')}`)
}

function refusalPage({ status, code, message }: Refusal): Answer {
  const body = htmlPage(escapeHtml(code), `<p>${escapeHtml(message)}</p>`)
  return { status, outcome: code, type: 'text/html; charset=utf-8', body }
}
