import { resolve } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterEach, expect, test } from 'vitest'
import { openFirstRole } from '../e2e/first-role.ts'
import { setScene } from '../support/scene.ts'

const folder = resolve(import.meta.dirname, '../../dist/linux-unpacked')
const executable = resolve(folder, 'understudy')

let scene: Awaited<ReturnType<typeof setScene>> | undefined
afterEach(async () => {
  await scene?.close()
  scene = undefined
})

test('the package opens the first role as the checkout does', async () => {
  scene = await setScene({ app: { executable } })
  await openFirstRole(scene)
})

test('it can’t be turned into Node, nor be inspected, nor run another app', async () => {
  const wire = await getCurrentFuseWire(executable)
  const seen = Object.fromEntries(
    [
      'RunAsNode',
      'EnableNodeOptionsEnvironmentVariable',
      'EnableNodeCliInspectArguments',
      'EnableCookieEncryption',
      'OnlyLoadAppFromAsar',
      'GrantFileProtocolExtraPrivileges',
    ].map(name => [name, wire[FuseV1Options[name as keyof typeof FuseV1Options]] === FuseState.ENABLE]),
  )
  expect(seen).toEqual({
    RunAsNode: false,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableCookieEncryption: true,
    OnlyLoadAppFromAsar: true,
    GrantFileProtocolExtraPrivileges: false,
  })
})
