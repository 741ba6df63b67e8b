import { describe, expect, it } from 'vitest'
import { type Machine, machineIds } from '../../main/other-tools/machine-ids.ts'

/** @param files what is in a file, by its path @param programs what is printed, by the whole command */
function machine(
  files: Readonly<Record<string, string>>,
  programs: Readonly<Record<string, string>> = {},
): Machine {
  return {
    readText: async path => files[path] ?? null,
    run: async (program, args) => programs[[program, ...args].join(' ')] ?? null,
    hostname: () => 'Workbench',
    systemRoot: '/windows',
  }
}

const DBUS = '/var/lib/dbus/machine-id'
const SYSTEMD = '/etc/machine-id'

describe('a Linux machine', () => {
  it('is called by D-Bus’s id first', async () => {
    const ids = await machineIds('linux', machine({ [DBUS]: 'AAaa\n', [SYSTEMD]: 'bbbb\n' }))
    expect(ids).toEqual(['aaaa', 'bbbb', 'aaaabbbb'])
  })

  it('is called by the first line alone', async () => {
    const ids = await machineIds('linux', machine({ [SYSTEMD]: 'bbbb\nand more\n' }))
    expect(ids[0]).toBe('bbbb')
  })

  it('is called by one of the ids if there is one only', async () => {
    expect(await machineIds('linux', machine({ [SYSTEMD]: 'bbbb\n' }))).toEqual(['bbbb'])
    expect(await machineIds('linux', machine({ [DBUS]: 'aaaa\n' }))).toEqual(['aaaa'])
  })

  it('that has both the same is called by that, or by both in a row', async () => {
    const ids = await machineIds('linux', machine({ [DBUS]: 'aaaa\n', [SYSTEMD]: 'aaaa\n' }))
    expect(ids).toEqual(['aaaa', 'aaaaaaaa'])
  })

  it('without an id is called by its name', async () => {
    expect(await machineIds('linux', machine({}))).toEqual(['workbench'])
  })
})

describe('another machine', () => {
  it('is called by its hardware’s UUID on macOS', async () => {
    const printed = `+-o J314sAP  <class IOPlatformExpertDevice>
    {
      "IOPlatformSerialNumber" = "C02XXXXXXXXX"
      "IOPlatformUUID" = "12345678-ABCD-5EF0-9876-0123456789AB"
    }
`
    const command = '/usr/sbin/ioreg -rd1 -c IOPlatformExpertDevice'
    const ids = await machineIds('darwin', machine({}, { [command]: printed }))
    expect(ids).toEqual(['12345678-abcd-5ef0-9876-0123456789ab'])
  })

  it('is called by its installation on Windows', async () => {
    const printed = `\r
HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r
    MachineGuid    REG_SZ    1A2B3C4D-0000-1111-2222-333344445555\r
\r
`
    const command =
      '/windows/System32/reg.exe QUERY HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography /v MachineGuid'
    const ids = await machineIds('win32', machine({}, { [command]: printed }))
    expect(ids).toEqual(['1a2b3c4d-0000-1111-2222-333344445555'])
  })

  it.each<NodeJS.Platform>(['darwin', 'win32', 'aix'])(
    'that tells nothing has no name: %s',
    async platform => {
      expect(await machineIds(platform, machine({ [SYSTEMD]: 'bbbb' }))).toEqual([])
    },
  )
})
