import type { Connection } from '../snapshot/snapshot.ts'
import { bash, fish, forBash, powershell, type Shell } from './shells.ts'

/** The ways in which a tool is pointed at a session. */
export const connectKinds = ['bash', 'fish', 'powershell', 'old', 'process', 'imds', 'docker'] as const

export type ConnectKind = (typeof connectKinds)[number]

/** What the lines depend on besides the connection. */
export interface ToolSurroundings {
  /** As Node names it. */
  readonly platform: string
  /** Where tools that know only EC2 metadata find this session; it has a port of its own. */
  readonly imdsUrl: string | null
  /** What a profile is named after: the tool, or the session; null for what follows the tray. */
  readonly name: string | null
}

/** No secret is in the lines: only the names of the files that hold one. */
export type ConnectLines = Shown | { readonly possible: false; readonly why: string }

interface Shown {
  readonly possible: true
  readonly lines: string
  /** Where they go. */
  readonly where: string
  /** What the user should know of them. */
  readonly notes: readonly string[]
}

export function connectLines(
  kind: ConnectKind,
  connection: Connection,
  surroundings: ToolSurroundings,
): ConnectLines {
  switch (kind) {
    case 'bash':
      return inShell(bash, container(connection), surroundings, [])
    case 'fish':
      return inShell(fish, container(connection), surroundings, [
        'Universal variables (set -U) are left alone, as they are in every fish: the lines name those that may win.',
      ])
    case 'powershell':
      return inShell(powershell, container(connection), surroundings, [])
    case 'old':
      return old(connection, surroundings)
    case 'process':
      return profile(connection, surroundings)
    case 'imds':
      return imds(connection, surroundings)
    case 'docker':
      return docker(connection, surroundings)
  }
}

/** What the lines leave behind in a shell's environment. */
interface Change {
  readonly unset: readonly string[]
  readonly set: readonly (readonly [name: string, value: string])[]
}

// A relative address wins over ours in some SDKs, and an empty one ends others.
const CONTAINER = [
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
]
const OUT_OF_SIGHT = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_PROFILE', 'BOTO_CONFIG']
const REGION = ['AWS_REGION', 'AWS_DEFAULT_REGION']
// Each of these, or what it takes part in, is asked before container credentials and before EC2 metadata.
const WOULD_WIN = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_DEFAULT_PROFILE',
  'AWS_CREDENTIAL_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
]

function container(connection: Connection): Change {
  return pointing(connection, [
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', connection.url],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', connection.tokenFile],
  ])
}

/**
 * Both files are ours here, since keys in the user's own `[default]` beat container credentials and EC2 metadata in every
 * SDK; and so is boto's, since in Python those in `~/.boto` do, where gsutil keeps them. A Region that a variable had before
 * goes as well: tools look there before they look into a file.
 */
function pointing({ configFile, region }: Connection, at: Change['set']): Change {
  const set: Change['set'] = [
    ...at,
    ['AWS_CONFIG_FILE', configFile],
    ['AWS_SHARED_CREDENTIALS_FILE', configFile],
    ['AWS_PROFILE', 'understudy'],
    ['BOTO_CONFIG', configFile],
    ...(region === null ? [] : REGION.map(name => [name, region] as const)),
  ]
  const names = new Set(set.map(([name]) => name))
  return { set, unset: [...WOULD_WIN, ...CONTAINER, ...REGION].filter(name => !names.has(name)) }
}

function write(shell: Shell, { unset, set }: Change): string {
  return [shell.unset(unset), ...set.map(([name, value]) => shell.set(name, value)), ''].join('\n')
}

function inShell(
  shell: Shell,
  change: Change,
  { platform }: ToolSurroundings,
  notes: readonly string[],
): Shown {
  return {
    possible: true,
    lines: write(shell, change),
    where: shell.where,
    notes: [
      ...notes,
      `Your own profiles, and ~/.boto, are out of sight in that shell, so that no key in them wins. To have them back there: ${shell.drop(OUT_OF_SIGHT)}`,
      ...(platform === 'win32' && !shell.native
        ? ['On Windows this is for a shell such as Git Bash. WSL has a network of its own and can’t use it.']
        : []),
    ],
  }
}

function old(connection: Connection, surroundings: ToolSurroundings): ConnectLines {
  const change = pointing(connection, [['AWS_CONTAINER_CREDENTIALS_FULL_URI', connection.url]])
  const shown = inShell(bash, change, surroundings, [
    'For tools that know no token file, such as awscli before 2.15 and boto3 before 1.34.41.',
    'The token in the variable ends whenever Understudy starts: run these lines again then.',
  ])
  const token = `export AWS_CONTAINER_AUTHORIZATION_TOKEN="$(cat ${forBash(connection.tokenFile)})"\n`
  return { ...shown, lines: shown.lines + token }
}

function profile({ credentialProcess, region }: Connection, surroundings: ToolSurroundings): ConnectLines {
  if (credentialProcess === null)
    return { possible: false, why: 'This way needs curl, and none was found on this computer.' }
  // Each line of the file is a setting of its own: what is after the break would be taken for another one.
  if (/[\r\n]/.test(credentialProcess))
    return {
      possible: false,
      why: 'The folder of Understudy’s settings has a line break in its name, which no AWS config file can hold.',
    }
  const name = profileNameOf(surroundings.name)
  return {
    possible: true,
    lines: [
      `[profile ${name}]`,
      `credential_process = ${credentialProcess}`,
      ...(region === null ? [] : [`region = ${region}`]),
      '',
    ].join('\n'),
    where: `Add these lines to the file ${surroundings.platform === 'win32' ? '%USERPROFILE%\\.aws\\config' : '~/.aws/config'}, then have your tool use the profile ${name}.`,
    notes: [
      `Keys of a profile ${name} in the file credentials beside it would win, and so would AWS_ACCESS_KEY_ID in the tool’s environment: remove them there.`,
      'A tool that comes for credentials this way waits up to 60 s while you answer a prompt.',
      ...(region === null
        ? ['The Region follows the tray, which this file can’t: give your tool a Region of its own.']
        : []),
    ],
  }
}

/** A profile's name that every SDK can read; the prefix keeps it apart from the user's own profiles. */
function profileNameOf(name: string | null): string {
  const plain = (name ?? '').replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-+|-+$/g, '')
  return plain === '' ? 'understudy' : `understudy-${plain}`
}

function imds(connection: Connection, surroundings: ToolSurroundings): ConnectLines {
  const { imdsUrl } = surroundings
  if (imdsUrl === null)
    return {
      possible: false,
      why: 'This is not served as instance metadata. Settings serves one session so, with all that it may.',
    }
  // Old awscli joins the path to it as it is.
  const endpoint = imdsUrl.endsWith('/') ? imdsUrl : `${imdsUrl}/`
  const { unset, set } = pointing(connection, [['AWS_EC2_METADATA_SERVICE_ENDPOINT', endpoint]])
  return inShell(bash, { unset: [...unset, 'AWS_EC2_METADATA_DISABLED'], set }, surroundings, [
    'For tools that know only the credentials of an EC2 instance. No token file guards that port, so other programs on this computer may ask there as well.',
  ])
}

const MOUNTED = '/run/understudy'

function docker({ url, tokenFile, region }: Connection, { platform }: ToolSurroundings): ConnectLines {
  if (platform !== 'linux')
    return {
      possible: false,
      why: 'On this system containers run in a virtual machine, and 127.0.0.1 in there is not this computer: they can’t reach Understudy.',
    }
  const cut = tokenFile.lastIndexOf('/')
  const folder = tokenFile.slice(0, cut)
  // Docker cuts a volume at its colons, and has no way to quote one.
  if (folder.includes(':'))
    return { possible: false, why: `Docker can’t mount a folder with a colon in its name: ${folder}` }
  const variables = [
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', url],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', `${MOUNTED}/${tokenFile.slice(cut + 1)}`],
    ...(region === null ? [] : REGION.map(name => [name, region])),
  ]
  return {
    possible: true,
    lines: `${[
      'docker run --rm --network host --user "$(id -u):$(id -g)"',
      // The folder: a mounted file would stay the old one when the token is replaced by rename.
      `--volume ${forBash(`${folder}:${MOUNTED}:ro`)}`,
      ...variables.map(([name, value]) => `--env ${forBash(`${name}=${value}`)}`),
      'IMAGE',
    ].join(' \\\n  ')}\n`,
    where: 'Run this in a bash or zsh, with the image of your tool in place of IMAGE.',
    notes: [
      'With --network host the container shares all network ports of this computer.',
      'Every program in it can get the credentials of this session: the mounted folder has its token. It has that of no other.',
      ...(region === null
        ? ['The Region follows the tray, which a container can’t: give your tool a Region of its own.']
        : []),
      'Docker Desktop runs containers in a virtual machine on Linux too: there this does not work.',
    ],
  }
}
