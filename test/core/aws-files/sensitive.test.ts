import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIni } from '../../../main/core/aws-files/ini.ts'
import { shownLines } from '../../../main/core/aws-files/sensitive.ts'
import { corpus, read } from './corpus.ts'
import { expectUnseen, LONG, PLACES, SHORT } from './planted.ts'

const HIDDEN = '••••••••'

describe('a line as it is shown', () => {
  it.each([
    ['aws_access_key_id = AKIAIOSFODNN7EXAMPLE', 'aws_access_key_id = ••••MPLE'],
    ['aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', `aws_secret_access_key=${HIDDEN}`],
    ['aws_session_token :  x', `aws_session_token :  ${HIDDEN}`],
    ['aws_access_key_id = no-id', `aws_access_key_id = ${HIDDEN}`],
    ['credential_process = /opt/bin/creds --user alice', 'credential_process = /opt/bin/creds …'],
    ['credential_process = /opt/bin/creds', 'credential_process = /opt/bin/creds'],
    [
      'credential_process = "C:\\Program Files\\c.exe" -p x',
      'credential_process = "C:\\Program Files\\c.exe" …',
    ],
    ['credential_process = "sh -c x"', 'credential_process = "sh …'],
    ['credential_process = KEY=x creds', `credential_process = ${HIDDEN}`],
    ['# aws_secret_access_key = x', `# aws_secret_access_key = ${HIDDEN}`],
    ['# the password is x', `# ${HIDDEN}`],
    ['# of Monday', '# of Monday'],
    ['region = eu-west-1', 'region = eu-west-1'],
    ['web_identity_token_file = /run/secrets/token', 'web_identity_token_file = /run/secrets/token'],
    [
      'role_arn = arn:aws:iam::111122223333:role/token-reader',
      'role_arn = arn:aws:iam::111122223333:role/token-reader',
    ],
    ['sso_registration_scopes = sso:account:access', 'sso_registration_scopes = sso:account:access'],
    ['endpoint_url = https://alice:x@example.com', `endpoint_url = https://${HIDDEN}@example.com`],
    ['no setting', HIDDEN],
    ['s3 =', 's3 ='],
    ['aws_secret_access_key =', 'aws_secret_access_key ='],
    ['   ', '   '],
  ])('%s', (text, shown) => {
    expect(shownLines(read('[a]', text))).toEqual(['[a]', shown])
  })

  it('is all of a file in which there is no secret', () => {
    for (const name of [
      's3-blocks.config',
      'services.config',
      'comments-indented.config',
      'role-chain.config',
      'crlf.config',
    ]) {
      const file = parseIni(corpus.find(each => each.name === name)?.text ?? '')
      expect(file.lines.length).toBeGreaterThan(4)
      expect(shownLines(file)).toEqual(file.lines.map(line => line.text))
    }
  })

  it('has none of the example keys of the corpus', () => {
    const secrets = /wJalrXUt|je7MtGbC|EXAMPLETOKEN|A[KS]IA[A-Z0-9]{12}/
    expect(corpus.filter(({ text }) => secrets.test(text)).length).toBeGreaterThan(10)
    for (const { name, text } of corpus)
      expect([name, shownLines(parseIni(text)).filter(line => secrets.test(line))]).toEqual([name, []])
  })

  it('is there for each line, and made at once of a long one', () => {
    for (const { text } of corpus)
      expect(shownLines(parseIni(text))).toHaveLength(parseIni(text).lines.length)
    const long = [
      'AKIA'.repeat(50_000),
      'eyJ'.repeat(50_000),
      'token'.repeat(30_000),
      '://'.repeat(50_000),
      `x${' '.repeat(150_000)}y`,
    ]
    for (const each of long) expect(shownLines(read('[a]', `k = ${each}_`, `# ${each}`))).toHaveLength(3)
  })

  it.each(PLACES)('shows nothing of a secret in %j', place => {
    fc.assert(
      fc.property(SHORT, LONG, (short, long) => {
        const text = place.replaceAll('{short}', short).replaceAll('{long}', long)
        expectUnseen(short, shownLines(parseIni(text)))
        expectUnseen(long, shownLines(parseIni(text)))
      }),
      { numRuns: 30 },
    )
  })
})
