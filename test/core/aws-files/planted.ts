import fc from 'fast-check'
import { expect } from 'vitest'

const unitOf = (letters: string) => fc.constantFrom(...letters)

/** As people choose them. */
export const SHORT = fc.string({ unit: unitOf('QXZ0123456789!$*+~'), minLength: 9, maxLength: 24 })
/** As AWS makes secret keys and tokens. */
export const LONG = fc.string({ unit: unitOf('QXZqxz0123456789/+'), minLength: 40, maxLength: 90 })

const SECRETIVE = [
  ...[
    'aws_secret_access_key',
    'aws_session_token',
    'aws_security_token',
    'AWS_SECRET_ACCESS_KEY',
    'password',
  ],
  ...[
    'Aws_Session_Token',
    'client_secret',
    'secretAccessKey',
    'mfa_secret',
    'api_key',
    'apikey',
    'private-key',
  ],
  ...['okta_passwd', 'passphrase', 'passcode', 'access_key', 'secret key', 'aws.secret', 'token'],
]

/** Files with a secret somewhere: `{short}` where only what is around it tells, `{long}` where it does itself. */
export const PLACES: readonly string[] = [
  ...SECRETIVE.flatMap(key => [
    `[a]\n${key} = {short}\n`,
    `[a]\n${key}={short}`,
    `[a]\n  ${key}\t:\t{short}  \r\nregion = x\r\n`,
    `[a]\n# ${key} = {short}\n`,
    `[a]\n;${key}={short}`,
    `[a]\ns3 =\n  ${key} = {short}\n`,
    `${key} = {short}\n[a]\n`,
  ]),
  '[a]\naws_secret_access_key = \u2028{short}\u2029{short}\n',
  '[a]\naws_secret_access_key = x\u2028{short}\n',
  '[a]\naws_secret_access_key =\n  {short}\n',
  '[a]\naws_session_token = x\n\n  y\n    # z\n  {short}\n',
  '[a]\naws_session_token = x\n # {short}\n y\n',
  '[a]\naws_session_token = x\n y = {short}\n',
  '[a]\naws_session_token = x\n{short}\n',
  '[a]\naws_session_token = {long}\n{short}\n',
  '[a]\n# aws_session_token = {long}\n#  {short}\n# {short}\n',
  '[a]\nno setting {short}\n',
  '[a]\naws_secret_access_key {short}\n',
  '[a]\n# password {short}\n# {short} is the password\n#the password is: {short}\n# {short} is the token: x\n',
  '[a]\n# export AWS_SECRET_ACCESS_KEY={short}\n',
  'export AWS_SECRET_ACCESS_KEY="{short}"\n',
  '{\n  "SecretAccessKey": "{short}",\n  "SessionToken" : "{short}"\n}\n',
  '[a]\naws_access_key_id = {short}\n',
  '[a]\naws_access_key_id = {long}\n',
  '[a]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE aws_secret_access_key = {short}\n',
  '[a]\ncredential_process = creds --password {short}\n',
  '[a]\ncredential_process = creds {short} {long}\n',
  '[a]\ncredential_process = "creds" {short}\n',
  "[a]\ncredential_process = 'creds {short}'\n",
  '[a]\ncredential_process = "creds {short}"\n',
  '[a]\ncredential_process = "/opt/creds {short}" x\n',
  '[a]\ncredential_process = PASSWORD={short} creds\n',
  '[a]\ncredential_process = --token:{short}\n',
  '[a]\ncredential_process =\n  creds={short}\n',
  '[a]\ncredential_process = creds\n  {short}\n  # {short}\n',
  '[a]\n#credential_process = creds {short}\n',
  '[a]\nmfa_process = pass {short}\n',
  '[a]\ncommand = creds --password {short}\n',
  '[a]\ncommand = creds --client-secret={short}\n',
  '[a]\nurl = https://example.com/?token={short}\n',
  '[a]\nurl = https://alice:{long}@example.com/\n',
  '[a]\nregion = {long}\n',
  '[a]\n# {long}\n',
  '[a]\n# was AKIAIOSFODNN7EXAMPLE/{long}\n',
  '[profile {long}]\n',
  '[a] password = {short}\n',
  '[a]\nx = eyJ{long}.{long}.{long}\n',
]

/** Not even a part of it that would help to guess it. */
export function expectUnseen(secret: string, shown: readonly string[]): void {
  const all = shown.join('\n')
  for (let at = 0; at + 6 <= secret.length; at++) expect(all).not.toContain(secret.slice(at, at + 6))
}
