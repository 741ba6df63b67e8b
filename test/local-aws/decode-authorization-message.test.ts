import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callSts, type Keys, type Reply } from './client.ts'
import { type DemoWorld, demoWorld } from './demo-world.ts'
import { EncodedDenials } from './encoded-denials.ts'
import { type LocalAws, startLocalAws } from './server.ts'
import type { User } from './world.ts'

const ACTION = 'sts:DecodeAuthorizationMessage'

let demo: DemoWorld
let user: User
let aws: LocalAws
beforeEach(async () => {
  demo = demoWorld()
  const [alice] = demo.world.accounts.flatMap(account => account.users)
  if (alice === undefined) throw new Error('the demo world has a user')
  user = alice
  aws = await startLocalAws({ world: demo.world })
})
afterEach(() => aws.close())

const decode = (EncodedMessage: string, keys: Keys = demo.alice) =>
  callSts(aws.url, keys, { Action: 'DecodeAuthorizationMessage', EncodedMessage })
const refusal = (reply: Reply) => [reply.field('Code'), reply.status, reply.field('Message')]

it('is for those who may', async () => {
  const why = `because no identity-based policy allows the ${ACTION} action`
  const message = `User: ${demo.alice.arn} is not authorized to perform: ${ACTION} ${why}`
  expect(refusal(await decode('x'))).toEqual(['AccessDenied', 403, message])
})

it.each(['x', 'not base64!', new EncodedDenials().encode('{"from":"elsewhere"}')])(
  'does not take %s',
  async message => {
    user.policies = [{ Statement: { Effect: 'Allow', Action: ACTION, Resource: '*' } }]
    expect(refusal(await decode(message))).toEqual([
      'InvalidAuthorizationMessageException',
      400,
      'Message is not valid',
    ])
  },
)

it.each([
  ['', 'greater than or equal to 1'],
  ['x'.repeat(10_241), 'less than or equal to 10240'],
])('has its limits: %#', async (message, bound) => {
  const reply = await decode(message)
  expect(reply.field('Code')).toBe('ValidationError')
  expect(reply.field('Message')).toContain(`at 'encodedMessage' failed`)
  expect(reply.field('Message')).toContain(`length ${bound}`)
})

describe('encoded denials', () => {
  const denials = new EncodedDenials()

  it('come back as they were, and differ each time', () => {
    const [first, second] = [denials.encode('größe'), denials.encode('größe')]
    expect([denials.decode(first), denials.decode(second)]).toEqual(['größe', 'größe'])
    expect(first).not.toBe(second)
    expect(first).toMatch(/^[\w-]+$/)
  })

  it('can’t be changed', () => {
    const encoded = denials.encode('text')
    for (let at = 0; at < encoded.length; at += 1) {
      const other = encoded.charAt(at) === 'A' ? 'B' : 'A'
      expect(denials.decode(encoded.slice(0, at) + other + encoded.slice(at + 1))).toBeNull()
    }
    expect(denials.decode(encoded.slice(0, -1))).toBeNull()
    expect(denials.decode(`${encoded}!`)).toBeNull()
    expect(denials.decode('')).toBeNull()
  })
})
