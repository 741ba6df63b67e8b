import { identify } from './caller.ts'
import type { Call, SentPolicies } from './calls.ts'
import type { OpenCall, Operation, Service, Sts } from './operations/operation.ts'
import { Form } from './parameters.ts'
import { accessDenied, Refusal } from './refusal.ts'
import { serviceOf } from './services/index.ts'
import { headerOf, type RawRequest } from './sigv4.ts'
import { refusalXml, successXml, type Xml } from './xml.ts'

/** A call as far as it can be read without trusting anything in it. */
type Received = {
  readonly request: RawRequest
  readonly service: Service
  readonly form: Form | Refusal
  readonly operation: string
  readonly accessKeyId: string
  readonly region: string
  readonly mfa: boolean
  readonly sessionPolicies: SentPolicies | null
}

export type Answer = {
  readonly status: number
  readonly outcome: string
  readonly body: string
  /** XML unless said. */
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A call of any kind, and the ways to end it. */
export type Incoming = {
  readonly call: Omit<Call, 'outcome' | 'time'>
  readonly answer: (now: number, requestId: string) => Promise<Answer>
  readonly refuse: (refusal: Refusal, requestId: string) => Answer
}

/** The operations whose session policies are noted. */
const BOUNDED = new Set<unknown>([
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'GetFederationToken',
])

function readForm(request: RawRequest): Form | Refusal {
  try {
    if (request.path !== '/')
      throw new Refusal('UnknownOperationException', 404, 'Unable to determine operation')
    if (request.method === 'GET') return new Form(request.query)
    const type = headerOf(request, 'content-type') ?? ''
    if (request.method !== 'POST' || !/^application\/x-www-form-urlencoded\b/i.test(type)) {
      throw new Refusal('UnknownOperationException', 404, 'Unable to determine operation')
    }
    if (request.query !== '') throw new Refusal('MalformedQueryString', 404, 'A POST must not have a query')
    return new Form(request.body.toString('utf8'))
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

const sentPolicies = (form: Form): SentPolicies => ({
  policy: form.get('Policy') ?? null,
  policyArns: form
    .names()
    .filter(name => /^PolicyArns\.member\.\d+\.arn$/.test(name))
    .map(name => form.get(name) ?? ''),
})

function read(request: RawRequest, services: readonly Service[]): Received {
  const form = readForm(request)
  const [, accessKeyId = '', region = '', signedFor = ''] =
    /Credential=([^/,\s]+)\/\d+\/([^/,\s]+)\/([^/,\s]*)/.exec(headerOf(request, 'authorization') ?? '') ?? []
  const field = (name: string) => (form instanceof Form ? form.get(name) : undefined)
  return {
    request,
    service: serviceOf(services, field('Version'), signedFor),
    form,
    operation: field('Action') ?? '',
    accessKeyId,
    region,
    mfa: field('TokenCode') !== undefined,
    sessionPolicies: form instanceof Form && BOUNDED.has(field('Action')) ? sentPolicies(form) : null,
  }
}

const refuse = (refusal: Refusal, service: Service, requestId: string): Answer => ({
  status: refusal.status,
  outcome: refusal.code,
  body: service.refusalXml?.(refusal, requestId) ?? refusalXml(service.namespace, refusal, requestId),
})

function findOperation(form: Form, service: Service): Operation {
  const name = form.get('Action')
  const version = form.get('Version')
  if (name === undefined) {
    throw new Refusal('MissingAction', 400, 'The request is missing an action or a required parameter.')
  }
  const operation = service.operations.get(name)
  if (operation === undefined || version !== service.version) {
    const text = `Could not find operation ${name} for version ${version ?? 'NO_VERSION_SPECIFIED'}`
    throw new Refusal('InvalidAction', 400, text)
  }
  return operation
}

async function run(operation: Operation, call: OpenCall, received: Received): Promise<readonly Xml[]> {
  if (operation.kind === 'open') return operation.run(call)
  const { request, service, region } = received
  const caller = identify(call.sts.world, call.sts.issuer, request, service.name, call.now)
  if (!operation.callers.includes(caller.credentials)) {
    throw accessDenied(`Cannot call ${operation.name} with session credentials`)
  }
  return operation.run({ ...call, caller, region })
}

/** What the service answers at the moment `now`. */
async function answer(received: Received, sts: Sts, now: number, requestId: string): Promise<Answer> {
  const { service, form } = received
  try {
    if (form instanceof Refusal) throw form
    const operation = findOperation(form, service)
    const result = await run(operation, { sts, form, now }, received)
    return {
      status: 200,
      outcome: 'ok',
      body: successXml(service.namespace, operation.name, result, requestId),
    }
  } catch (error) {
    if (error instanceof Refusal) return refuse(error, service, requestId)
    throw error
  }
}

export function receive(request: RawRequest, services: readonly Service[], sts: Sts): Incoming {
  const received = read(request, services)
  const { service, operation, accessKeyId, region, mfa, sessionPolicies } = received
  return {
    call: { service: service.name, operation, accessKeyId, region, mfa, sessionPolicies },
    answer: (now, requestId) => answer(received, sts, now, requestId),
    refuse: (refusal, requestId) => refuse(refusal, service, requestId),
  }
}
