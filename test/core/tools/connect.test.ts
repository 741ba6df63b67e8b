import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../../main/core/snapshot/snapshot.ts'
import {
  type ConnectKind,
  connectKinds,
  connectLines,
  type ToolSurroundings,
} from '../../../main/core/tools/connect.ts'
import type { GrantId } from '../../../main/core/tools/grants.ts'
import { type Environment, Shells } from '../../support/shells.ts'

const LINUX: ToolSurroundings = { platform: 'linux', imdsUrl: 'http://127.0.0.1:9912/', name: null }

const CONNECTION: Connection = {
  grant: '2f1c-44' as GrantId,
  url: 'http://127.0.0.1:9911/container/2f1c-44',
  tokenFile: '/home/alice/.config/understudy/tokens/2f1c-44',
  configFile: '/home/alice/.config/understudy/aws/2f1c-44',
  credentialProcess: '/usr/bin/curl -q --config "/home/alice/.config/understudy/curl/2f1c-44.curl"',
  region: 'eu-north-1',
}

const FOLLOWS_TRAY: Connection = { ...CONNECTION, region: null }

/** All that could win over the lines or break a tool, as a shell may have it from its user's start-up files. */
const HOSTILE: Environment = {
  AWS_ACCESS_KEY_ID: 'AKIAOLD',
  AWS_SECRET_ACCESS_KEY: 'old',
  AWS_SESSION_TOKEN: 'old',
  AWS_PROFILE: 'old',
  AWS_DEFAULT_PROFILE: 'old',
  AWS_CREDENTIAL_FILE: '/old/keys',
  BOTO_CONFIG: '/old/boto',
  AWS_CONFIG_FILE: '/old/config',
  AWS_SHARED_CREDENTIALS_FILE: '/old/credentials',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/old/web',
  AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/old',
  AWS_ROLE_SESSION_NAME: 'old',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/old',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: '',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'old',
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/old/token',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://old/',
  AWS_REGION: 'old',
  AWS_DEFAULT_REGION: 'old',
  AWS_PAGER: 'less',
  EDITOR: 'vi',
}

const CONTAINER: Environment = {
  AWS_CONTAINER_CREDENTIALS_FULL_URI: CONNECTION.url,
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: CONNECTION.tokenFile,
}
const OWN_FILES: Environment = {
  AWS_CONFIG_FILE: CONNECTION.configFile,
  AWS_SHARED_CREDENTIALS_FILE: CONNECTION.configFile,
  AWS_PROFILE: 'understudy',
  BOTO_CONFIG: CONNECTION.configFile,
}
const REGION: Environment = { AWS_REGION: 'eu-north-1', AWS_DEFAULT_REGION: 'eu-north-1' }
const OLD_METADATA: Environment = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://old/',
}

let shells: Shells
beforeEach(() => {
  shells = new Shells()
})
afterEach(() => shells.remove())

function shown(kind: ConnectKind, connection: Connection, surroundings = LINUX) {
  const lines = connectLines(kind, connection, surroundings)
  if (!lines.possible) throw new Error(lines.why)
  return lines
}

function lines(kind: ConnectKind, connection: Connection, surroundings = LINUX): string {
  return shown(kind, connection, surroundings).lines
}

function notes(kind: ConnectKind, connection: Connection, surroundings = LINUX): string {
  return shown(kind, connection, surroundings).notes.join('\n')
}

/** What a shell has besides, whichever lines it ran. */
function untouched(shell: 'bash' | 'fish'): Environment {
  const { AWS_PAGER = '', EDITOR = '' } = HOSTILE
  return shells.environmentAfter(shell, '', { AWS_PAGER, EDITOR })
}

describe('in a shell that has everything set which could win', () => {
  describe.each(['bash', 'fish'] as const)('%s', shell => {
    it('a program finds the session, its Region, and no more', () => {
      expect(shells.environmentAfter(shell, lines(shell, CONNECTION), HOSTILE)).toEqual({
        ...untouched(shell),
        ...CONTAINER,
        ...OWN_FILES,
        ...REGION,
        ...OLD_METADATA,
      })
    })

    it('no Region hides the one in the file, where it follows the tray', () => {
      expect(shells.environmentAfter(shell, lines(shell, FOLLOWS_TRAY), HOSTILE)).toEqual({
        ...untouched(shell),
        ...CONTAINER,
        ...OWN_FILES,
        ...OLD_METADATA,
      })
    })

    it('the lines do the same where nothing was set, and a second time', () => {
      const once = lines(shell, FOLLOWS_TRAY)
      const expected = { ...untouched(shell), ...CONTAINER, ...OWN_FILES }
      const { AWS_PAGER = '', EDITOR = '' } = HOSTILE
      expect(shells.environmentAfter(shell, once + once, { AWS_PAGER, EDITOR })).toEqual(expected)
    })

    it('what the note says brings the user’s own profiles back', () => {
      const [, undo = ''] = /To have them back there: (.*)/.exec(notes(shell, FOLLOWS_TRAY)) ?? []
      expect(shells.environmentAfter(shell, `${lines(shell, FOLLOWS_TRAY)}\n${undo}`, HOSTILE)).toEqual({
        ...untouched(shell),
        ...CONTAINER,
        ...OLD_METADATA,
      })
    })
  })

  it('an old tool finds the token itself and not its file', () => {
    const tokenFile = shells.write("o'hara/$(id)/token", 'tok$en')
    expect(shells.environmentAfter('bash', lines('old', { ...CONNECTION, tokenFile }), HOSTILE)).toEqual({
      ...untouched('bash'),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: CONNECTION.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'tok$en',
      ...OWN_FILES,
      ...REGION,
      ...OLD_METADATA,
    })
    expect(notes('old', CONNECTION)).toContain('run these lines again')
  })

  it.each(['http://127.0.0.1:9912/', 'http://127.0.0.1:9912'])(
    'a tool for EC2 metadata at %s finds no container, and is not told to look away',
    imdsUrl => {
      const text = lines('imds', CONNECTION, { ...LINUX, imdsUrl })
      expect(shells.environmentAfter('bash', text, HOSTILE)).toEqual({
        ...untouched('bash'),
        AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9912/',
        ...OWN_FILES,
        ...REGION,
      })
    },
  )
})

it('in fish a universal variable that may win is named and left to the user, and what is said takes it away', () => {
  const universal = (name: string, value: string) => `set --universal --export ${name} ${value}\n`
  shells.run('fish', universal('AWS_SESSION_TOKEN', 'old') + universal('AWS_PROFILE', 'old'))
  const text = lines('fish', FOLLOWS_TRAY)
  const [, undo = '', ...more] = shells.run('fish', `begin\n${text}end 2>&1`).split(/, run |\n/)
  expect([undo, ...more]).toEqual(['set --erase --universal AWS_SESSION_TOKEN', ''])
  const { AWS_SESSION_TOKEN, AWS_PROFILE } = shells.environmentAfter('fish', '', {})
  expect({ AWS_SESSION_TOKEN, AWS_PROFILE }).toEqual({ AWS_SESSION_TOKEN: 'old', AWS_PROFILE: 'old' })

  const after = shells.environmentAfter('fish', `${text}${undo}`, HOSTILE)
  expect(after).toEqual({ ...untouched('fish'), ...CONTAINER, ...OWN_FILES, ...OLD_METADATA })
})

// Whatever a file may be called; what some shell gives a meaning to comes often.
const nastyPath = fc
  .string({
    unit: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'\'"`$\\!*?[]{}()<>|&;#~=%^@,: \t\n\r‘’‚‛“”áß語😀') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.constantFrom('a', '/', '\\\\', "''", '$(id)', '$HOME', '\\n', '’’', "'’") },
    ),
    maxLength: 24,
  })
  .map(text => `/${text.replaceAll('\0', '')}`)

// One process for all of the cases, and no more of them to narrow a failure down: what differs is shown as it is.
const manyPaths = fc.array(fc.tuple(nastyPath, nastyPath), { minLength: 300, maxLength: 300 })
const oneRun = { numRuns: 1, endOnFailure: true }

function connectionsWith(paths: readonly (readonly [string, string])[]): readonly Connection[] {
  return paths.map(([tokenFile, configFile]) => ({ ...CONNECTION, tokenFile, configFile }))
}

describe('whatever the folders are called', () => {
  it.each(['bash', 'fish'] as const)('%s sets them as they are', shell => {
    fc.assert(
      fc.property(manyPaths, paths => {
        const print =
          'printf "%s\\0" "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" "$AWS_CONFIG_FILE" "$AWS_SHARED_CREDENTIALS_FILE"\n'
        const script = connectionsWith(paths).map(each => lines(shell, each) + print)
        expect(shells.run(shell, script.join('')).split('\0').slice(0, -1)).toEqual(
          paths.flatMap(([tokenFile, configFile]) => [tokenFile, configFile, configFile]),
        )
      }),
      oneRun,
    )
  })

  it('an old tool’s token is read from the very file', () => {
    fc.assert(
      fc.property(manyPaths, paths => {
        const script = connectionsWith(paths).map(
          each => `${lines('old', each)}printf "%s\\0" "$AWS_CONTAINER_AUTHORIZATION_TOKEN"\n`,
        )
        // The dot: line breaks at the end of what a command prints are cut off.
        const output = shells.run('bash', `cat() { printf '%s.' "$@"; }\n${script.join('')}`)
        expect(output.split('\0').slice(0, -1)).toEqual(paths.map(([tokenFile]) => `${tokenFile}.`))
      }),
      oneRun,
    )
  })

  it('docker is given the folder and the name in it', () => {
    fc.assert(
      fc.property(manyPaths, paths => {
        const folders = paths.map(([folder, name]): readonly [string, string] => [
          folder.replaceAll(':', ''),
          name.replaceAll('/', ''),
        ])
        const script = folders.map(([folder, name]) =>
          lines('docker', { ...CONNECTION, tokenFile: `${folder}/${name}` }),
        )
        const output = shells.run(
          'bash',
          `docker() { printf '%s\\0' "$8" "\${12}" "$#"; }\n${script.join('')}`,
        )
        expect(output.split('\0').slice(0, -1)).toEqual(
          folders.flatMap(([folder, name]) => [
            `${folder}:/run/understudy:ro`,
            `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/run/understudy/${name}`,
            '17',
          ]),
        )
      }),
      oneRun,
    )
  })

  it('PowerShell reads them as they are', () => {
    fc.assert(
      fc.property(nastyPath, nastyPath, (tokenFile, configFile) => {
        const read = readPowerShell(lines('powershell', { ...CONNECTION, tokenFile, configFile }))
        expect(read.set).toEqual({
          ...CONTAINER,
          ...OWN_FILES,
          ...REGION,
          ...{
            AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
            AWS_CONFIG_FILE: configFile,
            AWS_SHARED_CREDENTIALS_FILE: configFile,
            BOTO_CONFIG: configFile,
          },
        })
      }),
    )
  })
})

/**
 * Reads assignments and removals as PowerShell's tokenizer does: a literal starts at any of five quotes and ends
 * at any of them that is not followed by another; of two in a row the second one counts.
 */
function readPowerShell(text: string): { readonly set: Environment; readonly removed: readonly string[] } {
  const set: Record<string, string> = {}
  const removed: string[] = []
  let at = 0
  const isQuote = (character: string | undefined) => character !== undefined && "'‘’‚‛".includes(character)
  const take = (pattern: RegExp): readonly string[] | null => {
    const found = new RegExp(pattern, 'y')
    found.lastIndex = at
    const match = found.exec(text)
    if (match !== null) at = found.lastIndex
    return match
  }
  while (at < text.length) {
    const removal = take(/Remove-Item -Path (Env:\w+(?:, Env:\w+)*) -ErrorAction SilentlyContinue\n/)
    if (removal !== null) {
      removed.push(...(removal[1] ?? '').split(', ').map(name => name.slice('Env:'.length)))
      continue
    }
    const assignment = take(/\$env:(\w+) = /)
    if (assignment === null || !isQuote(text[at])) throw new Error(`can’t be read: ${text.slice(at)}`)
    at += 1
    let value = ''
    for (; at < text.length; at += 1) {
      if (isQuote(text[at])) {
        if (!isQuote(text[at + 1])) break
        at += 1
      }
      value += text[at]
    }
    at += 1
    if (take(/\n/) === null) throw new Error(`goes on after a literal: ${text.slice(at)}`)
    set[assignment[1] ?? ''] = value
  }
  return { set, removed }
}

describe('for PowerShell', () => {
  it('all that could win is removed, and a Region where it follows the tray', () => {
    const { set, removed } = readPowerShell(lines('powershell', FOLLOWS_TRAY))
    expect(set).toEqual({ ...CONTAINER, ...OWN_FILES })
    const kept = ['AWS_PAGER', 'EDITOR', ...Object.keys(OLD_METADATA)]
    expect([...removed, ...Object.keys(set)].sort()).toEqual(
      Object.keys(HOSTILE)
        .filter(name => !kept.includes(name))
        .sort(),
    )
  })

  it('each of the five single quotes is doubled, and nothing else is changed', () => {
    const tokenFile = 'C:\\Users\\O\'Hara ’s ‘‚‛\\$env:X `n "á"'
    expect(lines('powershell', { ...CONNECTION, tokenFile })).toContain(
      "$env:AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE = 'C:\\Users\\O''Hara ’’s ‘‘‚‚‛‛\\$env:X `n \"á\"'\n",
    )
  })

  it('the note has its own words for bringing the profiles back', () => {
    expect(notes('powershell', CONNECTION)).toContain(
      'Remove-Item -Path Env:AWS_CONFIG_FILE, Env:AWS_SHARED_CREDENTIALS_FILE, Env:AWS_PROFILE',
    )
  })
})

describe('a profile for ~/.aws/config', () => {
  it('runs the command, in the session’s Region', () => {
    const { lines: text, where } = shown('process', CONNECTION, { ...LINUX, name: 'prod admin (ä)' })
    expect(text).toBe(
      `[profile understudy-prod-admin]\ncredential_process = ${CONNECTION.credentialProcess}\nregion = eu-north-1\n`,
    )
    expect(where).toContain('~/.aws/config')
    expect(where).toContain('profile understudy-prod-admin.')
  })

  it('says that keys of the same name would win, and how long an answer may take', () => {
    expect(notes('process', CONNECTION)).toMatch(/would win.*\n.*up to 60 s/)
  })

  it('has no Region where it follows the tray, and says so', () => {
    expect(lines('process', FOLLOWS_TRAY)).toBe(
      `[profile understudy]\ncredential_process = ${CONNECTION.credentialProcess}\n`,
    )
    expect(notes('process', FOLLOWS_TRAY)).toContain('The Region follows the tray')
    expect(notes('process', CONNECTION)).not.toContain('The Region follows the tray')
  })

  it.each([
    ['prod', 'understudy-prod'],
    ['a]b\n[c', 'understudy-a-b-c'],
    ['語', 'understudy'],
    ['-', 'understudy'],
  ])('of a session named %j is called %s', (name, expected) => {
    expect(lines('process', CONNECTION, { ...LINUX, name })).toMatch(`[profile ${expected}]\n`)
  })

  it.each([null, '/usr/bin/curl -q --config "/a\nb"'])('is not offered with %j', credentialProcess => {
    expect(connectLines('process', { ...CONNECTION, credentialProcess }, LINUX).possible).toBe(false)
  })

  it('is in the user’s folder on Windows', () => {
    expect(shown('process', CONNECTION, { ...LINUX, platform: 'win32' }).where).toContain(
      '%USERPROFILE%\\.aws\\config',
    )
  })
})

describe('for a container', () => {
  it('a program in it finds the token in the mounted folder', () => {
    const output = shells.run('bash', `docker() { printf '%s\\n' "$@"; }\n${lines('docker', CONNECTION)}`)
    const id = shells.run('bash', 'echo "$(id -u):$(id -g)"').trim()
    expect(output.trimEnd().split('\n')).toEqual([
      'run',
      '--rm',
      '--network',
      'host',
      '--user',
      id,
      '--volume',
      '/home/alice/.config/understudy/tokens:/run/understudy:ro',
      '--env',
      `AWS_CONTAINER_CREDENTIALS_FULL_URI=${CONNECTION.url}`,
      '--env',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/run/understudy/2f1c-44',
      '--env',
      'AWS_REGION=eu-north-1',
      '--env',
      'AWS_DEFAULT_REGION=eu-north-1',
      'IMAGE',
    ])
  })

  it('has no Region where it follows the tray, and says so', () => {
    expect(lines('docker', FOLLOWS_TRAY)).not.toContain('REGION')
    expect(notes('docker', FOLLOWS_TRAY)).toContain('The Region follows the tray')
  })

  it('says what it opens', () => {
    expect(notes('docker', CONNECTION)).toMatch(
      /shares all network ports.*\nEvery program in it can get the credentials/,
    )
  })

  it.each(['darwin', 'win32'])('there is none on %s, since it is in a virtual machine', platform => {
    expect(connectLines('docker', CONNECTION, { ...LINUX, platform })).toEqual({
      possible: false,
      why: expect.stringContaining('virtual machine'),
    })
  })

  it('there is none with a colon in the folder’s name', () => {
    const tokenFile = '/home/a:b/tokens/2f1c-44'
    expect(connectLines('docker', { ...CONNECTION, tokenFile }, LINUX).possible).toBe(false)
  })
})

it('a tool for EC2 metadata is not served where that is off', () => {
  expect(connectLines('imds', CONNECTION, { ...LINUX, imdsUrl: null }).possible).toBe(false)
})

it('on Windows it is said which of the shells can reach it', () => {
  const windows: ToolSurroundings = { ...LINUX, platform: 'win32' }
  for (const kind of ['bash', 'fish', 'old', 'imds'] as const)
    expect(notes(kind, CONNECTION, windows)).toContain('WSL')
  expect(notes('powershell', CONNECTION, windows)).not.toContain('WSL')
  expect(notes('bash', CONNECTION)).not.toContain('WSL')
})

it('every kind says where its lines go, and ends its last line', () => {
  for (const kind of connectKinds) {
    const { lines: text, where } = shown(kind, CONNECTION)
    expect(where).not.toBe('')
    expect(text).toMatch(/[^\n]\n$/)
  }
})
