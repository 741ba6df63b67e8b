import { describe, expect, it } from 'vitest'
import { encodedIn, readDecoded } from '../../renderer/windows/manager/decoded-message.ts'

describe('an encoded message that is pasted', () => {
  it.each([
    ['alone', ' 8-dFx_1a\n'],
    [
      'with the error around it, broken by a terminal',
      'An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. Encoded authorization failure message: 8-dF\n  x_1a',
    ],
  ])('%s', (_, pasted) => {
    expect(encodedIn(pasted)).toBe('8-dFx_1a')
  })
})

const context = {
  principal: { id: 'AROAEXAMPLE:alice', arn: 'arn:aws:sts::111122223333:assumed-role/dev/alice' },
  action: 'ec2:RunInstances',
  resource: 'arn:aws:ec2:eu-central-1:111122223333:instance/*',
}
const wanted =
  'arn:aws:sts::111122223333:assumed-role/dev/alice wanted ec2:RunInstances on arn:aws:ec2:eu-central-1:111122223333:instance/*.'

describe('a decoded message', () => {
  it.each([
    [
      'of a denial by a statement',
      { explicitDeny: true, matchedStatements: { items: [{ statementId: 'NoInstances', effect: 'DENY' }] } },
      'Denied by the statement “NoInstances”.',
    ],
    [
      'of a denial by one without an ID',
      { explicitDeny: true, matchedStatements: { items: [{ statementId: '', effect: 'DENY' }] } },
      'A statement without an ID denies it; see matchedStatements below.',
    ],
    [
      'of a denial for want of a statement',
      { explicitDeny: false, matchedStatements: { items: [] } },
      'No statement allows it: nothing denies it by name, so a policy has to allow it.',
    ],
  ])('%s says who was refused what, and by what', (_, decision, sentence) => {
    const { sentences, json } = readDecoded(JSON.stringify({ allowed: false, ...decision, context }))
    expect(sentences).toEqual([wanted, sentence])
    expect(json).toContain('\n  "explicitDeny"')
  })

  it.each(['{}', '[]', 'null', '{"context":7}', '{"explicitDeny":"yes"}', 'no JSON at all'])(
    'of another form is shown and not explained: %s',
    message => {
      expect(readDecoded(message).sentences).toEqual([])
    },
  )
})
