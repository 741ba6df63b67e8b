import { describe, expect, it } from 'vitest'
import { WindowsPeers } from '../../../main/endpoint/peer/windows.ts'
import { parseWindows, windowsScript } from '../../../main/endpoint/peer/windows-output.ts'

const OF = { clientPort: 53_211, serverPort: 20_001 }
const ME = 'S-1-5-21-1-2-3-1001'
const OTHER = 'S-1-5-21-1-2-3-1002'

const shell = {
  pid: 700,
  parent: 600,
  name: 'pwsh.exe',
  path: 'C:\\Program Files\\PowerShell\\7\\pwsh.exe',
  created: '134085072110000000',
  user: ME,
}
const aws = { ...shell, pid: 4_301, parent: 700, name: 'aws.exe', path: null, created: '134085072120000000' }
const explorer = { ...shell, pid: 600, parent: 500, name: 'Explorer.EXE', created: '134085072100000000' }
const client = { port: 53_211, pid: 4_301 }

const printed = (parts: { user?: unknown; connections?: unknown; processes?: unknown } = {}) =>
  JSON.stringify({ user: ME, connections: [client], processes: [aws, shell, explorer], ...parts })

function system(output: string | null) {
  const runs: string[][] = []
  const run = (file: string, args: readonly string[]) => {
    runs.push([file, ...args])
    return Promise.resolve(output)
  }
  return { peers: new WindowsPeers(run, 'D:\\Windows'), runs }
}
const owner = (output: string | null) => system(output).peers.owner(OF)
const names = async (output: string) => (await system(output).peers.lineage(OF)).map(({ name }) => name)

describe('the owner', () => {
  it('is told by the SID', async () => {
    expect(await owner(printed())).toBe('ours')
    expect(await owner(printed({ processes: [{ ...aws, user: OTHER }] }))).toBe('other-user')
  })

  it('is unknown where the SID is not told, the process is not listed, or nothing is printed', async () => {
    expect(await owner(printed({ processes: [{ ...aws, user: null }] }))).toBe('unknown')
    expect(await owner(printed({ processes: [] }))).toBe('unknown')
    expect(await owner(null)).toBe('unknown')
  })

  it('is gone with no connection, and with one that no process has', async () => {
    expect(await owner(printed({ connections: [] }))).toBe('gone')
    expect(await owner(printed({ connections: [{ ...client, pid: 0 }] }))).toBe('gone')
    expect(await owner(printed({ connections: [client, { ...client, pid: 0 }] }))).toBe('ours')
  })
})

describe('the lineage', () => {
  it('goes up to the outermost program, below the desktop', async () => {
    expect(await names(printed())).toEqual(['aws', 'pwsh'])
    expect((await system(printed()).peers.lineage(OF))[1]).toEqual({
      pid: 700,
      startedAt: shell.created,
      name: 'pwsh',
      executable: shell.path,
      script: null,
      folder: null,
    })
  })

  it('ends before another user’s process, and before one that got a dead parent’s number', async () => {
    expect(await names(printed({ processes: [aws, { ...shell, user: OTHER }] }))).toEqual(['aws'])
    expect(await names(printed({ processes: [aws, { ...shell, user: null }] }))).toEqual(['aws'])
    expect(await names(printed({ processes: [aws, { ...shell, created: aws.created }] }))).toEqual(['aws'])
    expect(await names(printed({ processes: [{ ...aws, parent: aws.pid }] }))).toEqual(['aws'])
  })

  it('is empty for another user’s process', async () => {
    expect(await names(printed({ processes: [{ ...aws, user: OTHER }, shell] }))).toEqual([])
    expect(await names('')).toEqual([])
  })
})

describe('parseWindows', () => {
  it.each([
    ['nothing', ''],
    ['words', 'Get-NetTCPConnection : Access denied'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no user', printed({ user: null })],
    ['no connections', printed({ connections: null })],
    ['one connection that is no list', printed({ connections: client })],
    ['a port that is a text', printed({ connections: [{ port: '1', pid: 2 }] })],
    ['no processes', printed({ processes: 'none' })],
  ])('gives null for %s', (_what, output) => expect(parseWindows(output)).toBe(null))

  it('skips a process that it can’t name for good', () => {
    const processes = [null, 1, { ...aws, created: null }, { ...aws, name: '' }, { ...aws, pid: -1 }, shell]
    expect([...(parseWindows(printed({ processes }))?.processes.keys() ?? [])]).toEqual([700])
  })
})

it('runs the system’s own PowerShell once for all who ask, and asks for no command line', async () => {
  const { peers, runs } = system(printed())
  await Promise.all(Array.from({ length: 100 }, () => Promise.all([peers.owner(OF), peers.lineage(OF)])))
  expect(runs.length).toBeLessThanOrEqual(2)
  expect(runs[0]?.slice(0, -1)).toEqual([
    'D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    ...['-NoProfile', '-NonInteractive', '-Command'],
  ])
  expect(runs[0]?.at(-1)).toContain('-RemotePort 20001)')
  expect(windowsScript(20_001)).not.toMatch(/CommandLine|"/)
})
