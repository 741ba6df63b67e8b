import { describe, expect, it } from 'vitest'
import { MacosPeers } from '../../../main/endpoint/peer/macos.ts'
import { parseLsof, parsePs } from '../../../main/endpoint/peer/macos-output.ts'

const uid = process.getuid?.() ?? -1
const OF = { clientPort: 53_211, serverPort: 20_001 }

const LSOF = `p880
u${uid}
f24
n127.0.0.1:20001->127.0.0.1:53211
f25
n127.0.0.1:20001->127.0.0.1:53212
p4301
u${uid}
f5
n127.0.0.1:53211->127.0.0.1:20001
p4400
u${uid + 1}
f9
n[::ffff:127.0.0.1]:53212->[::ffff:127.0.0.1]:20001
`

const PS = `    1     0     0 Wed Nov 25 08:00:01 2026     /sbin/launchd
  700     1   ${uid} Wed Nov 25 09:10:11 2026     /Applications/Visual Studio Code.app/Contents/MacOS/Electron
  710   700   ${uid} Wed Nov  4 09:10:12 2026     -zsh
 4301   710   ${uid} Wed Nov 25 12:00:00 2026     /opt/homebrew/bin/aws
 4400   710   ${uid + 1} Wed Nov 25 12:00:01 2026     /usr/bin/curl
`

/** Runs nothing; says how often it was asked for which program. */
function system(answers: Readonly<Record<string, string | null>>) {
  const runs: string[][] = []
  const run = (file: string, args: readonly string[]) => {
    runs.push([file, ...args])
    return Promise.resolve(answers[file] ?? null)
  }
  return { peers: new MacosPeers(run), runs }
}
const both = { '/usr/sbin/lsof': LSOF, '/bin/ps': PS }

describe('parseLsof', () => {
  it('gives both ends, of IPv4 and of dual-stack sockets', () => {
    expect(parseLsof(LSOF)).toEqual([
      { pid: 880, uid, clientPort: 20_001, serverPort: 53_211 },
      { pid: 880, uid, clientPort: 20_001, serverPort: 53_212 },
      { pid: 4_301, uid, clientPort: 53_211, serverPort: 20_001 },
      { pid: 4_400, uid: uid + 1, clientPort: 53_212, serverPort: 20_001 },
    ])
  })

  it.each([
    ['nothing', ''],
    ['another address', 'p1\nu1\nf1\nn192.168.0.2:53211->127.0.0.1:20001\n'],
    ['a listener', 'p1\nu1\nf1\nn127.0.0.1:20001\n'],
    ['no user', 'p1\nf1\nn127.0.0.1:53211->127.0.0.1:20001\n'],
    ['the last process’ user only', 'p1\nu1\np2\nf1\nn127.0.0.1:53211->127.0.0.1:20001\n'],
    ['words', 'lsof: WARNING: cannot stat() something\n'],
  ])('gives nothing for %s', (_what, output) => expect(parseLsof(output)).toEqual([]))
})

describe('parsePs', () => {
  it('reads paths with blanks, login shells and days of one digit', () => {
    const processes = parsePs(PS)
    expect([...processes.keys()]).toEqual([1, 700, 710, 4_301, 4_400])
    expect(processes.get(700)).toMatchObject({
      parent: 1,
      uid,
      tool: {
        name: 'Electron',
        executable: '/Applications/Visual Studio Code.app/Contents/MacOS/Electron',
        startedAt: 'Wed Nov 25 09:10:11 2026',
      },
    })
    expect(processes.get(710)?.tool).toEqual({
      pid: 710,
      startedAt: 'Wed Nov 4 09:10:12 2026',
      name: 'zsh',
      executable: null,
      script: null,
      folder: null,
    })
  })

  it('skips what it does not know', () => {
    expect(parsePs('ps: error\n  1 2 3 Mi 25 Nov 12:00:00 2026 /bin/x\n 1 2 3\n').size).toBe(0)
  })
})

describe('MacosPeers', () => {
  it('tells the owner, and does not know one that lsof does not show', async () => {
    const { peers } = system(both)
    expect(await peers.owner(OF)).toBe('ours')
    expect(await peers.owner({ ...OF, clientPort: 53_212 })).toBe('other-user')
    expect(await peers.owner({ ...OF, clientPort: 53_213 })).toBe('unknown')
    expect(await peers.owner({ clientPort: OF.serverPort, serverPort: OF.clientPort })).not.toBe('gone')
    expect(await system({}).peers.owner(OF)).toBe('unknown')
  })

  it('goes up to the outermost program', async () => {
    const young = PS.replace('Nov  4', 'Nov 25')
    const { peers } = system({ ...both, '/bin/ps': young })
    expect((await peers.lineage(OF)).map(({ name }) => name)).toEqual(['aws', 'zsh', 'Electron'])
  })

  it('ends before a parent that is younger than its child', async () => {
    expect((await system(both).peers.lineage(OF)).map(({ name }) => name)).toEqual(['aws', 'zsh'])
  })

  it('has no lineage for another user’s process, an unknown one, and without lsof or ps', async () => {
    const { peers } = system(both)
    expect(await peers.lineage({ ...OF, clientPort: 53_212 })).toEqual([])
    expect(await peers.lineage({ ...OF, clientPort: 53_213 })).toEqual([])
    expect(await system({ '/usr/sbin/lsof': LSOF }).peers.lineage(OF)).toEqual([])
    expect(await system({ '/bin/ps': PS }).peers.lineage(OF)).toEqual([])
  })

  it('runs lsof for all who ask at once, and asks for no arguments of processes', async () => {
    const { peers, runs } = system(both)
    const asked = Array.from({ length: 100 }, () => Promise.all([peers.owner(OF), peers.lineage(OF)]))
    const all = await Promise.all(asked)
    expect(all.every(([owner, lineage]) => owner === 'ours' && lineage.length === 2)).toBe(true)
    expect(runs.length).toBeLessThanOrEqual(4)
    expect(runs[0]).toEqual([
      ...['/usr/sbin/lsof', '-nP', '-a', '-iTCP@127.0.0.1:20001', '-sTCP:ESTABLISHED', '-F', 'pun'],
    ])
    expect(runs.flat().join(' ')).not.toMatch(/\b(args|command)\b/)
  })
})
