import { join } from 'node:path'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { newClients, pythonOf } from '../../scripts/setup/python-environments.mjs'
import { type Ran, runProgram } from '../support/debian-clients.ts'

type Environment = Readonly<Record<string, string>>

/** A program that asks the STS at `stsUrl` who it is, and prints the answer as JSON with an `Arn`. */
export type Client = (stsUrl: string, env: Environment) => Promise<Ran>

/** Throws where the set-up could not get them: a machine without them has not run these tests. */
export function newPython(): string {
  const executable = pythonOf(newClients)
  if (executable === null)
    throw new Error(
      'THE NEW awscli AND boto3 ARE MISSING, so nothing is shown about them. They come from PyPI: ' +
        '`node scripts/run.mjs test` fetches them, and says why it could not.',
    )
  return executable
}

const WHO_AM_I = `
import boto3, json, sys
print(json.dumps({'Arn': boto3.client('sts', endpoint_url=sys.argv[1]).get_caller_identity()['Arn']}))
`

export const newAwscli: Client = (stsUrl, env) => {
  const args = ['sts', 'get-caller-identity', '--endpoint-url', stsUrl, '--output', 'json']
  return runProgram(newPython(), ['-m', 'awscli', ...args], env)
}

export const newBoto3: Client = (stsUrl, env) => runProgram(newPython(), ['-c', WHO_AM_I, stsUrl], env)

export const jsV3: Client = (stsUrl, env) =>
  runProgram(process.execPath, [join(import.meta.dirname, 'who-am-i.mjs'), stsUrl], env)

/** All that a user sets, in an environment without anything else that could give credentials. */
export const tokenFileEnvironment = (
  { url, tokenFile }: Pick<Connection, 'url' | 'tokenFile'>,
  home: string,
): Environment => ({
  PATH: '/usr/bin:/bin',
  HOME: home,
  LC_ALL: 'C.UTF-8',
  AWS_PAGER: '',
  AWS_REGION: 'eu-central-1',
  AWS_DEFAULT_REGION: 'eu-central-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
})
