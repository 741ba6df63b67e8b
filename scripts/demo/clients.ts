import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'
import { fetchCredentials } from '../../test/support/endpoint-client.ts'

const run = promisify(execFile)

/** What the real `aws` says of itself, with nothing but an address and a token to go by. */
export async function callerArn(
  connection: Connection,
  stsUrl: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { stdout } = await run(
    'aws',
    ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--endpoint-url', stsUrl],
    {
      timeout: 60_000,
      env: {
        PATH: env['PATH'] ?? '/usr/bin:/bin',
        HOME: env['HOME'] ?? '/nonexistent',
        AWS_PAGER: '',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_CONTAINER_CREDENTIALS_FULL_URI: connection.url,
        // The token itself and not its file: Debian 12 has an awscli that is too old for the file.
        AWS_CONTAINER_AUTHORIZATION_TOKEN: await readFile(connection.tokenFile, 'utf8'),
      },
    },
  )
  return stdout.trim()
}

/** The access key that the endpoint hands out. It is no secret without its other half. */
export async function accessKeyOf(connection: Connection): Promise<string> {
  const { status, body } = await fetchCredentials(connection)
  if (status === 200) return String(body['AccessKeyId'])
  throw new Error(`${connection.url} answered ${status}: ${body['message']}`)
}
