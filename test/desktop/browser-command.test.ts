import { describe, expect, it } from 'vitest'
import { BROWSERS } from '../../main/core/sessions/console-settings.ts'
import { browserCommand, isLaunched } from '../../main/desktop/console/browser-command.ts'

const ADDRESS = 'http://127.0.0.1:23456/console/ticket'

describe('on Linux', () => {
  it.each([
    ['firefox', 'firefox', ['-P', 'Work']],
    ['chrome', 'google-chrome', ['--profile-directory=Work']],
    ['chromium', 'chromium', ['--profile-directory=Work']],
    ['edge', 'microsoft-edge', ['--profile-directory=Work']],
    ['brave', 'brave-browser', ['--profile-directory=Work']],
  ] as const)('%s is started as %s, in its profile', (kind, program, profile) => {
    expect(browserCommand({ kind, profile: 'Work' }, 'linux', ADDRESS)).toEqual({
      program,
      arguments: [...profile, ADDRESS],
    })
    expect(browserCommand({ kind, profile: null }, 'linux', ADDRESS)).toEqual({
      program,
      arguments: [ADDRESS],
    })
  })
})

it('on macOS it is the system that starts it, anew, so that the profile counts', () => {
  expect(browserCommand({ kind: 'chrome', profile: 'Profile 1' }, 'darwin', ADDRESS)).toEqual({
    program: '/usr/bin/open',
    arguments: ['-na', 'Google Chrome', '--args', '--profile-directory=Profile 1', ADDRESS],
  })
})

describe('on Windows', () => {
  const scriptFor = (profile: string | null) =>
    browserCommand({ kind: 'edge', profile }, 'win32', ADDRESS).arguments.at(-1)

  it('it is the system’s own PowerShell that starts it, and none that lies about', () => {
    const { program } = browserCommand({ kind: 'edge', profile: null }, 'win32', ADDRESS, 'D:\\Windows')
    expect(program).toBe('D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe')
  })

  it('it is found by its registered name', () => {
    expect(scriptFor(null)).toBe(`Start-Process msedge -ArgumentList '"${ADDRESS}"'`)
  })

  it('a profile’s name stays one word, and says nothing to PowerShell', () => {
    expect(scriptFor(`O'Neil's "$(calc)"; calc`)).toBe(
      `Start-Process msedge -ArgumentList '"--profile-directory=O''Neil''s \\"$(calc)\\"; calc"','"${ADDRESS}"'`,
    )
  })

  it.each([
    // Curly marks end a quotation of PowerShell too.
    ['O’Neil‘s', 'O’’Neil‘‘s'],
    // The program's own way to split its line: backslashes before a mark, and at the end, are doubled.
    ['a\\', 'a\\\\'],
    ['a\\"b', 'a\\\\\\"b'],
    ['C:\\a b', 'C:\\a b'],
  ])('%s stays one word', (profile, written) => {
    expect(scriptFor(profile)).toBe(
      `Start-Process msedge -ArgumentList '"--profile-directory=${written}"','"${ADDRESS}"'`,
    )
  })
})

it('a command of the user’s own is started as it is, with the address behind', () => {
  const browser = { kind: 'command', program: '/opt/my browser', arguments: ['--new', 'a b; c'] } as const
  for (const platform of ['linux', 'darwin', 'win32'])
    expect(browserCommand(browser, platform, ADDRESS)).toEqual({
      program: '/opt/my browser',
      arguments: ['--new', 'a b; c', ADDRESS],
    })
})

it.each([
  ['linux', false],
  ['darwin', true],
  ['win32', true],
])('on %s a known browser is started through the system: %s', (platform, launched) => {
  expect(isLaunched({ kind: 'edge', profile: null }, platform)).toBe(launched)
  expect(isLaunched({ kind: 'command', program: 'x', arguments: [] }, platform)).toBe(false)
})

it.each(BROWSERS)('%s gets the address as its last word everywhere', kind => {
  for (const platform of ['linux', 'darwin', 'win32'])
    expect(browserCommand({ kind, profile: 'x' }, platform, ADDRESS).arguments.at(-1)).toContain(ADDRESS)
})
