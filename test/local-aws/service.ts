import { identify } from './caller.ts'
import { OPERATIONS } from './operations/index.ts'
import type { OpenCall, Operation, Sts } from './operations/operation.ts'
import { Form } from './parameters.ts'
import { accessDenied, Refusal } from './refusal.ts'
import { headerOf, type RawRequest } from './sigv4.ts'
import { refusalXml, successXml, type Xml } from './xml.ts'

const VERSION = '2011-06-15'

/** A call as far as it can be read without trusting anything in it. */
export type Received = {
  readonly request: RawRequest
  readonly form: Form | Refusal
  readonly operation: string
  readonly accessKeyId: string
  readonly region: string
  readonly mfa: boolean
}

export type Answer = { readonly status: number; readonly outcome: string; readonly xml: string }

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

export function receive(request: RawRequest): Received {
  const form = readForm(request)
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/,\s]+)\/\d+\/([^/,\s]+)\//.exec(headerOf(request, 'authorization') ?? '') ?? []
  const field = (name: string) => (form instanceof Form ? form.get(name) : undefined)
  return {
    request,
    form,
    operation: field('Action') ?? '',
    accessKeyId,
    region,
    mfa: field('TokenCode') !== undefined,
  }
}

export const refuse = (refusal: Refusal, requestId: string): Answer => ({
  status: refusal.status,
  outcome: refusal.code,
  xml: refusalXml(refusal, requestId),
})

function findOperation(form: Form): Operation {
  const name = form.get('Action')
  const version = form.get('Version')
  if (name === undefined) {
    throw new Refusal('MissingAction', 400, 'The request is missing an action or a required parameter.')
  }
  const operation = OPERATIONS.get(name)
  if (operation === undefined || version !== VERSION) {
    const text = `Could not find operation ${name} for version ${version ?? 'NO_VERSION_SPECIFIED'}`
    throw new Refusal('InvalidAction', 400, text)
  }
  return operation
}

function run(operation: Operation, call: OpenCall, request: RawRequest): readonly Xml[] {
  if (operation.kind === 'open') return operation.run(call)
  const caller = identify(call.sts.world, call.sts.issuer, request, call.now)
  if (!operation.callers.includes(caller.credentials)) {
    throw accessDenied(`Cannot call ${operation.name} with session credentials`)
  }
  return operation.run({ ...call, caller })
}

/** What STS answers at the moment `now`. */
export function answer({ request, form }: Received, sts: Sts, now: number, requestId: string): Answer {
  try {
    if (form instanceof Refusal) throw form
    const operation = findOperation(form)
    const result = run(operation, { sts, form, now }, request)
    return { status: 200, outcome: 'ok', xml: successXml(operation.name, result, requestId) }
  } catch (error) {
    if (error instanceof Refusal) return refuse(error, requestId)
    throw error
  }
}
