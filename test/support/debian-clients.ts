import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Connection } from '../../main/core/snapshot/snapshot.ts'

export const DEBIAN_AWS = '/usr/bin/aws'
export const DEBIAN_PYTHON = '/usr/bin/python3'

export type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

/** Runs a program with this environment and no other, within a minute. A program that is missing throws. */
export function runProgram(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile(file, [...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }

/** An environment in which the clients find these keys and nothing of this machine's own configuration. */
export const clientEnvironment = (keys: Keys): Readonly<Record<string, string>> => ({
  PATH: '/usr/bin:/bin',
  HOME: tmpdir(),
  LC_ALL: 'C.UTF-8',
  AWS_CONFIG_FILE: '/nonexistent',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
  AWS_DEFAULT_REGION: 'eu-central-1',
  NO_PROXY: '127.0.0.1',
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  ...(keys.sessionToken !== undefined && { AWS_SESSION_TOKEN: keys.sessionToken }),
})

/** What awscli or boto3 of Debian 12 needs to find the endpoint: they are too old for the token's file. */
export async function containerEnvironment(
  { url, tokenFile }: Connection,
  home: string,
): Promise<Readonly<Record<string, string>>> {
  return {
    PATH: '/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    AWS_PAGER: '',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: await readFile(tokenFile, 'utf8'),
  }
}
