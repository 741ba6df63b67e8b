import type { Session, StsOperation } from '../../../main/core/sessions/session.ts'
import { alice } from '../../core/world.ts'
import type { LocalApp } from './app.ts'
import { a, fieldsOf, many, type Parameter, RECIPES, type Scene, type Tried, tried } from './parameter.ts'
import { account, allow } from './worlds.ts'

/** The managed policies are AWS's own, and there. */
function policyArn(app: LocalApp, size: number): string {
  const arn = `arn:aws:iam::aws:policy/`.padEnd(size, 'a')
  account(app.demo.world).managedPolicies?.push({ arn, document: allow('*') })
  return arn
}

const SHORTEST_POLICY_ARN = 'arn:aws:iam::aws:policy/a'.length
const POLICY = JSON.stringify(allow('sns:*'))
/** Of which every character counts. */
const SHORTEST_POLICY = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'

export const sessionPolicies = (operation: StsOperation): Readonly<Record<string, Parameter>> => {
  const recipe = RECIPES[operation]
  const bounded = (
    app: LocalApp,
    policy: string | null,
    policyArns: readonly string[],
    sent: Tried['sent'],
  ) => tried(app, recipe({ sessionPolicies: { policy, policyArns } }), sent)
  const without: Parameter['absent'] = [({ app }) => tried(app, recipe({ sessionPolicies: null }), {}), null]
  return {
    PolicyArns: {
      field: 'policyArns',
      at: (count, { app }) => {
        const arns = many(count, at => policyArn(app, SHORTEST_POLICY_ARN + at))
        const last = arns.at(-1) ?? ''
        return bounded(app, null, arns, { [`PolicyArns.member.${count}.arn`]: last })
      },
      absent: without,
    },
    'PolicyArns.arn': {
      field: 'policyArns',
      least: SHORTEST_POLICY_ARN,
      at: (size, { app }) => {
        const arn = policyArn(app, size)
        return bounded(app, null, [arn], { 'PolicyArns.member.1.arn': arn })
      },
    },
    Policy: {
      field: 'policy',
      least: SHORTEST_POLICY.length,
      at: (size, { app }) => {
        const text = size < POLICY.length ? SHORTEST_POLICY.slice(0, size) : POLICY.padEnd(size, ' ')
        return bounded(app, text, [], { Policy: text })
      },
      absent: without,
    },
  }
}

export const tags = (operation: StsOperation): Readonly<Record<string, Parameter>> => {
  const recipe = RECIPES[operation]
  const tagged = ({ app }: Scene, list: readonly { key: string; value: string }[], sent: Tried['sent']) =>
    tried(app, recipe({ tags: list }), sent)
  return {
    Tags: {
      field: 'tags',
      at: (count, scene) => {
        const list = many(count, at => ({ key: `k${at + 1}`, value: 'v' }))
        return tagged(scene, list, { [`Tags.member.${count}.Key`]: `k${count}` })
      },
      absent: [scene => tagged(scene, [], {}), null],
    },
    'Tags.Key': {
      field: 'tags',
      at: (size, scene) => tagged(scene, [{ key: a(size), value: 'v' }], { 'Tags.member.1.Key': a(size) }),
    },
    'Tags.Value': {
      field: 'tags',
      at: (size, scene) => tagged(scene, [{ key: 'k', value: a(size) }], { 'Tags.member.1.Value': a(size) }),
    },
  }
}

/** What belongs to the key and not to one session. */
async function withDevice({ app }: Scene, serial: string, session: Session): Promise<Tried> {
  const user = account(app.demo.world).users.find(({ name }) => name === 'alice')
  user?.mfaDevices.push({ serial, secret: app.demo.alice.mfaSecret })
  const edited = await app.keys.edit(alice.id, app.settings({ name: 'alice', mfaSerial: serial }), null)
  if (!edited.ok) return { problems: fieldsOf(edited.failure), sent: {} }
  return tried(app, session, { SerialNumber: serial })
}

/** What a prompt does not take is not sent. */
async function withCode({ app }: Scene, size: number, session: Session): Promise<Tried> {
  const shown = app.aws.code(app.demo.alice.mfaSerial)
  const code = shown.slice(0, size).padEnd(size, '0')
  app.codes.push(code, null)
  const { problems, sent } = await tried(app, session, { TokenCode: code })
  return { problems: [...problems, ...(app.notices.has('not-six-digits') ? ['code'] : [])], sent }
}

export const mfa = (operation: 'AssumeRole' | 'GetSessionToken'): Readonly<Record<string, Parameter>> => {
  const [coded, uncoded] = operation === 'AssumeRole' ? ['own-code', 'none'] : [true, false]
  const session = RECIPES[operation]({ mfa: coded })
  const without: Parameter['absent'] = [
    ({ app }) => tried(app, RECIPES[operation]({ mfa: uncoded }), {}),
    null,
  ]
  return {
    SerialNumber: {
      field: 'mfaSerial',
      at: (size, scene) => withDevice(scene, a(size), session),
      absent: without,
    },
    TokenCode: { field: 'code', at: (size, scene) => withCode(scene, size, session), absent: without },
  }
}
