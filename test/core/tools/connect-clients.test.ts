import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connection } from '../../../main/core/snapshot/snapshot.ts'
import { type ConnectKind, connectLines } from '../../../main/core/tools/connect.ts'
import type { GrantId } from '../../../main/core/tools/grants.ts'
import { DEBIAN_AWS, DEBIAN_PYTHON, runProgram } from '../../support/debian-clients.ts'
import { type Environment, Shells } from '../../support/shells.ts'

// What wins over what is known to the tools alone, so they are asked: with a user's own keys in the way of ours.

const TOKEN = 'tok$en'
// botocore itself puts a variable's value into the name of its config file, so this may be none that is set.
const FOLDER = "o'hara’s $none \\ folder"
const CALLER = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:sts::123456789012:assumed-role/dev/alice</Arn><UserId>AROA:alice</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`

/** Serves credentials in three ways, and takes calls to STS: who signed them, for which Region. */
class Stand {
  readonly signed: string[] = []
  readonly server: Server = createServer((request, response) => {
    const [type, body] = this.answer(request)
    const ttl = request.headers['x-aws-ec2-metadata-token-ttl-seconds']
    response.writeHead(body === null ? 403 : 200, {
      'Content-Type': type,
      ...(ttl !== undefined && { 'x-aws-ec2-metadata-token-ttl-seconds': ttl }),
    })
    response.end(body ?? '{}')
  })

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  answer({ method, url, headers }: IncomingMessage): readonly [type: string, body: string | null] {
    const life = { Expiration: '2099-01-01T00:00:00Z', SecretAccessKey: 'secret' }
    switch (`${method} ${url}`) {
      case 'GET /container/2f1c-44': {
        const body = JSON.stringify({ AccessKeyId: 'ASIACONTAINER', Token: 'token', ...life })
        return ['application/json', headers.authorization === TOKEN ? body : null]
      }
      case 'GET /process': {
        const body = { Version: 1, AccessKeyId: 'ASIAPROCESS', SessionToken: 'token', ...life }
        return ['application/json', JSON.stringify(body)]
      }
      case 'PUT /latest/api/token':
        return ['text/plain', 'metadata-token']
      case 'GET /latest/meta-data/iam/security-credentials/':
        return ['text/plain', 'dev']
      case 'GET /latest/meta-data/iam/security-credentials/dev': {
        const kind = { Code: 'Success', Type: 'AWS-HMAC', LastUpdated: '2026-01-01T00:00:00Z' }
        const body = { ...kind, AccessKeyId: 'ASIAMETADATA', Token: 'token', ...life }
        return ['application/json', JSON.stringify(body)]
      }
      case 'POST /': {
        const [, key = '?', region = '?'] =
          /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? []
        this.signed.push(`${key} in ${region}`)
        return ['text/xml', CALLER]
      }
      default:
        return ['text/plain', null]
    }
  }
}

let shells: Shells
let stand: Stand
let connection: Connection
beforeEach(async () => {
  shells = new Shells()
  stand = new Stand()
  await new Promise<void>(resolve => stand.server.listen(0, '127.0.0.1', resolve))
  const keys = 'aws_access_key_id = AKIASTATIC\naws_secret_access_key = secret\n'
  shells.write('.aws/credentials', `[default]\n${keys}[understudy]\n${keys}`)
  shells.write('.aws/config', '[default]\nregion = us-west-1\n')
  shells.write('.boto', `[Credentials]\n${keys}`)
  connection = {
    grant: '2f1c-44' as GrantId,
    url: `${stand.url}/container/2f1c-44`,
    tokenFile: shells.write(`${FOLDER}/2f1c-44`, TOKEN),
    configFile: shells.write(
      `${FOLDER}/config`,
      '[default]\nregion = eu-west-3\n\n[profile understudy]\nregion = eu-west-3\n',
    ),
    credentialProcess: `/usr/bin/curl -q --silent --noproxy * ${stand.url}/process`,
    region: null,
  }
})
afterEach(async () => {
  await new Promise(resolve => stand.server.close(resolve))
  shells.remove()
})

const HOSTILE: Environment = {
  AWS_ACCESS_KEY_ID: 'AKIAVARIABLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_DEFAULT_PROFILE: 'none',
  AWS_CREDENTIAL_FILE: '/nonexistent',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent',
  AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/old',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'us-west-2',
  AWS_DEFAULT_REGION: 'us-west-2',
}

function lines(kind: ConnectKind, of = connection): string {
  const shown = connectLines(kind, of, { platform: 'linux', imdsUrl: stand.url, name: null })
  if (!shown.possible) throw new Error(shown.why)
  return shown.lines
}

async function afterLines(text: string, command: string, env = HOSTILE): Promise<string> {
  const ran = await runProgram('bash', ['--norc', '-euc', `${text}\n${command}`], {
    ...shells.environment(env),
    AWS_PAGER: '',
  })
  expect(ran, ran.stderr).toMatchObject({ exitCode: 0 })
  return ran.stdout
}

const identity = () =>
  `${DEBIAN_AWS} sts get-caller-identity --endpoint-url ${stand.url} --query Arn --output text`
const boto3 = () =>
  `${DEBIAN_PYTHON} -c 'import boto3; boto3.client("sts", endpoint_url="${stand.url}").get_caller_identity()'`
const javascript = () =>
  `'${process.execPath}' --input-type=module --no-warnings -e 'import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
  await new STSClient({ endpoint: "${stand.url}" }).send(new GetCallerIdentityCommand({}))'`

it('without the lines the keys of the user’s own files win over a container', async () => {
  await afterLines('', identity(), {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: connection.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN,
  })
  expect(stand.signed).toEqual(['AKIASTATIC in us-west-1'])
})

it('with the lines for an old tool, awscli shows and uses the session', async () => {
  const listed = await afterLines(lines('old'), `${DEBIAN_AWS} configure list`)
  expect(listed).toMatch(/profile +understudy +env/)
  expect(listed).toMatch(/access_key +\*+INER +container-role/)
  expect(listed).toMatch(/region +eu-west-3 +config-file/)
  expect(await afterLines(lines('old'), identity())).toContain('assumed-role/dev/alice')
  expect(stand.signed).toEqual(['ASIACONTAINER in eu-west-3'])
})

it('a Region of the session goes before the one in the file', async () => {
  await afterLines(lines('old', { ...connection, region: 'eu-north-1' }), `${identity()}\n${boto3()}`)
  expect(stand.signed).toEqual(['ASIACONTAINER in eu-north-1', 'ASIACONTAINER in eu-north-1'])
})

it('boto3 uses the session after the lines for an old tool', async () => {
  await afterLines(lines('old'), boto3())
  expect(stand.signed).toEqual(['ASIACONTAINER in eu-west-3'])
})

it('the SDK for JavaScript reads the token’s file after the lines for bash', async () => {
  await afterLines(lines('bash'), javascript())
  await afterLines(lines('bash', { ...connection, region: 'eu-north-1' }), javascript())
  expect(stand.signed).toEqual(['ASIACONTAINER in eu-west-3', 'ASIACONTAINER in eu-north-1'])
})

it('awscli and the SDK for JavaScript find the session as an EC2 instance does', async () => {
  await afterLines(lines('imds'), `${identity()}\n${javascript()}`)
  expect(stand.signed).toEqual(['ASIAMETADATA in eu-west-3', 'ASIAMETADATA in eu-west-3'])
})

it('awscli runs the command of the profile in ~/.aws/config', async () => {
  // Keys of the same profile would win, and the user is told so.
  shells.write(
    '.aws/credentials',
    '[default]\naws_access_key_id = AKIASTATIC\naws_secret_access_key = secret\n',
  )
  shells.write(
    '.aws/config',
    `[default]\nregion = us-west-1\n\n${lines('process', { ...connection, region: 'eu-north-1' })}`,
  )
  await afterLines('', identity(), { AWS_PROFILE: 'understudy' })
  expect(stand.signed).toEqual(['ASIAPROCESS in eu-north-1'])
})
