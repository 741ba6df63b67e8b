import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runTool } from '../support/desktop-process.ts'

const root = path.resolve(import.meta.dirname, '../..')
let copy: string

/** The rooms and the rules as they are, in a folder where things can be planted. */
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'us-rooms-'))
  // node_modules is a link here, which a pattern for folders does not cover.
  const parts = [
    'biome.jsonc',
    'package.json',
    'tsconfig.json',
    'scripts/config',
    'main',
    'preload',
    'renderer',
  ]
  for (const part of [...parts, 'test/local-aws', 'test/tsconfig.json'])
    cpSync(path.join(root, part), path.join(copy, part), { recursive: true })
  writeFileSync(path.join(copy, '.gitignore'), 'node_modules\n')
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true }))

/** What `biome lint` says of a file with this text. */
async function lint(file: string, text: string): Promise<{ passed: boolean; output: string }> {
  const whole = path.join(copy, file)
  mkdirSync(path.dirname(whole), { recursive: true })
  writeFileSync(whole, text)
  try {
    const args = ['lint', '--max-diagnostics=50', '--colors=off', file]
    const tool = path.join(copy, 'node_modules/.bin/biome')
    const { code, stdout, stderr } = await runToolIn(copy, tool, args)
    return { passed: code === 0, output: `${stdout}${stderr}`.replace(/\s+/g, ' ') }
  } finally {
    rmSync(whole)
  }
}

function runToolIn(folder: string, tool: string, args: readonly string[]) {
  const command = 'cd "$1" && shift && exec "$@"'
  return runTool('sh', ['-c', command, 'sh', folder, tool, ...args], { env: process.env, timeoutMs: 30_000 })
}

type Case = readonly [what: string, file: string, text: string, rule: string, message: string]

const pure = 'main/core is pure: it imports itself and valibot, nothing else.'
const noClock = 'main/core has no clock of its own: take a Clock.'
const noTimers = 'main/core has no timers of its own: take a Clock.'
const noDice = 'main/core has no dice of its own: take `dice` as an argument.'
const ownRoom = "This room knows main/core and no other room; Electron's parts are handed to it."
const oneRoom = 'This room knows main/core and no other room.'
const windows = 'Windows know the contract and main/core, and nothing else of the main process.'
const secondOpinion = 'The local AWS is a second opinion: it shares nothing with the app.'

const imports = (name: string, from: string) =>
  `import { ${name} } from '${from}'\nexport const planted = ${name}\n`
const core = 'main/core/planted.ts'

const CASES: readonly Case[] = [
  ['Electron in the core', core, imports('app', 'electron'), 'noRestrictedImports', pure],
  ['Node’s files in the core', core, imports('readFileSync', 'node:fs'), 'noRestrictedImports', pure],
  ['Node without its prefix in the core', core, imports('readFileSync', 'fs'), 'noRestrictedImports', pure],
  ['STS in the core', core, imports('AwsSts', '../aws/sts.ts'), 'noRestrictedImports', pure],
  ['the clock in the core', core, imports('systemClock', '../clock.ts'), 'noRestrictedImports', pure],
  ['the SDK in the core', core, imports('STSClient', '@aws-sdk/client-sts'), 'noRestrictedImports', pure],
  [
    'Node’s files deeper in the core',
    'main/core/import/planted.ts',
    imports('readFileSync', 'node:fs'),
    'noRestrictedImports',
    pure,
  ],
  [
    'STS deeper in the core',
    'main/core/import/planted.ts',
    imports('AwsSts', '../../aws/sts.ts'),
    'noRestrictedImports',
    pure,
  ],
  [
    'the clock deeper in the core',
    'main/core/import/planted.ts',
    imports('systemClock', '../../clock.ts'),
    'noRestrictedImports',
    pure,
  ],
  [
    'a type of Electron’s in the core',
    core,
    "import type { App } from 'electron'\nexport type Planted = App\n",
    'noRestrictedImports',
    pure,
  ],
  ['what is passed on in the core', core, "export { app } from 'electron'\n", 'noRestrictedImports', pure],
  [
    'what is loaded later in the core',
    core,
    "export const planted = () => import('node:fs')\n",
    'noRestrictedImports',
    pure,
  ],
  ['the time in the core', core, 'export const planted = Date.now()\n', 'noRestrictedGlobals', noClock],
  ['a date in the core', core, 'export const planted = new Date()\n', 'noRestrictedGlobals', noClock],
  ['a timer in the core', core, 'setTimeout(() => undefined, 1)\n', 'noRestrictedGlobals', noTimers],
  ['dice in the core', core, 'export const planted = Math.random()\n', 'plugin', noDice],
  ['dice as a value in the core', core, 'export const planted = Math.random\n', 'plugin', noDice],
  [
    'STS in the endpoint',
    'main/endpoint/planted.ts',
    imports('AwsSts', '../aws/sts.ts'),
    'noRestrictedImports',
    ownRoom,
  ],
  ['Electron in aws', 'main/aws/planted.ts', imports('net', 'electron'), 'noRestrictedImports', ownRoom],
  [
    'the clock in the settings',
    'main/settings/planted.ts',
    imports('systemClock', '../clock.ts'),
    'noRestrictedImports',
    ownRoom,
  ],
  [
    'Electron in the other tools',
    'main/other-tools/planted.ts',
    imports('app', 'electron'),
    'noRestrictedImports',
    ownRoom,
  ],
  [
    'Electron in the updates',
    'main/updates/planted.ts',
    imports('app', 'electron'),
    'noRestrictedImports',
    ownRoom,
  ],
  [
    'the settings in the updates',
    'main/updates/planted.ts',
    imports('Settings', '../settings/settings.ts'),
    'noRestrictedImports',
    ownRoom,
  ],
  [
    'the keychain in the doctor',
    'main/doctor/planted.ts',
    imports('Keychain', '../keychain/keychain.ts'),
    'noRestrictedImports',
    ownRoom,
  ],
  [
    'Electron in the doctor',
    'main/doctor/planted.ts',
    imports('net', 'electron'),
    'noRestrictedImports',
    ownRoom,
  ],
  [
    'the keychain in the other tools',
    'main/other-tools/planted.ts',
    imports('Keychain', '../keychain/keychain.ts'),
    'noRestrictedImports',
    ownRoom,
  ],
  [
    'the endpoint in the keychain',
    'main/keychain/planted.ts',
    imports('Tokens', '../endpoint/tokens.ts'),
    'noRestrictedImports',
    oneRoom,
  ],
  [
    'the keychain in the desktop',
    'main/desktop/planted.ts',
    imports('Keychain', '../keychain/keychain.ts'),
    'noRestrictedImports',
    oneRoom,
  ],
  [
    'STS in a window',
    'renderer/planted.ts',
    imports('AwsSts', '../main/aws/sts.ts'),
    'noRestrictedImports',
    windows,
  ],
  [
    'STS in a window’s part',
    'renderer/windows/manager/planted.ts',
    imports('AwsSts', '../../../main/aws/sts.ts'),
    'noRestrictedImports',
    windows,
  ],
  [
    'the desktop in the preload',
    'preload/planted.ts',
    imports('fileFor', '../main/desktop/security.ts'),
    'noRestrictedImports',
    windows,
  ],
  [
    'the app in the local AWS',
    'test/local-aws/planted.ts',
    imports('Secret', '../../main/core/secret.ts'),
    'noRestrictedImports',
    secondOpinion,
  ],
  [
    'the app in an operation of the local AWS',
    'test/local-aws/operations/planted.ts',
    imports('Secret', '../../../main/core/secret.ts'),
    'noRestrictedImports',
    secondOpinion,
  ],
]

describe('what is planted where it does not belong', () => {
  it.each(CASES)('is refused by name: %s', async (_what, file, text, rule, message) => {
    const { passed, output } = await lint(file, text)
    expect(output).toContain(message)
    expect(output).toMatch(new RegExp(`\\b${rule}\\b`))
    expect(passed).toBe(false)
  })
})

describe('what belongs there', () => {
  it.each<[string, string, string]>([
    ['the core in itself', core, imports('explain', './failures/explain.ts')],
    [
      'the core in a folder of its own',
      'main/core/import/planted.ts',
      imports('explain', '../failures/explain.ts'),
    ],
    ['valibot in the core', core, imports('string', 'valibot')],
    ['dice as an argument', core, 'export const planted = (dice: () => number) => Math.floor(dice() * 6)\n'],
    [
      'the core in the endpoint',
      'main/endpoint/planted.ts',
      imports('explain', '../core/failures/explain.ts'),
    ],
    ['Node in the endpoint', 'main/endpoint/planted.ts', imports('createServer', 'node:http')],
    [
      'the core in the other tools',
      'main/other-tools/planted.ts',
      imports('explain', '../core/failures/explain.ts'),
    ],
    ['the SDK in aws', 'main/aws/planted.ts', imports('STSClient', '@aws-sdk/client-sts')],
    ['Electron in the desktop', 'main/desktop/planted.ts', imports('app', 'electron')],
    [
      'the contract in the desktop',
      'main/desktop/planted.ts',
      imports('channels', '../../preload/contract.ts'),
    ],
    ['the core in a window', 'renderer/planted.ts', imports('checkName', '../main/core/sts/limits.ts')],
    ['Node in the local AWS', 'test/local-aws/planted.ts', imports('createHmac', 'node:crypto')],
  ])('passes: %s', async (_what, file, text) => {
    expect(await lint(file, text)).toEqual({ passed: true, output: expect.any(String) })
  })
})
