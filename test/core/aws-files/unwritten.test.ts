import { describe, expect, it } from 'vitest'
import { confirmationsFor } from '../../../main/core/aws-files/confirmations.ts'
import { parseIni } from '../../../main/core/aws-files/ini.ts'
import type { ManagedProfile } from '../../../main/core/aws-files/managed-profile.ts'
import { profileTrouble } from '../../../main/core/aws-files/profile-states.ts'
import { emptyCatalog } from '../../../main/core/catalog/catalog-data.ts'
import { settleGrants } from '../../../main/core/tools/grants.ts'
import { countingIds } from '../../support/fakes.ts'

const paths = { config: '/home/me/.aws/config', credentials: '/home/me/.aws/credentials' }
const profile: ManagedProfile = {
  name: 'dev',
  target: { kind: 'current' },
  region: null,
  output: null,
  unwritten: true,
}
const OURS = 'curl ours'

function look(config: string, of = profile) {
  const files = { config: parseIni(config), credentials: parseIni('') }
  const catalog = { ...emptyCatalog, profiles: [of], grants: settleGrants(emptyCatalog, countingIds()) }
  const { unwritten: _, ...written } = of
  return {
    trouble: profileTrouble(of, { files, catalog, paths, processOf: () => OURS }),
    confirmations: confirmationsFor([written], files, files, {
      catalog,
      isOurs: text => text === OURS,
      keysTaken: [],
    }).map(each => each.kind),
  }
}

describe('a profile that came with a configuration', () => {
  it.each([
    ['nothing of its name', '', []],
    ['one of others', '[profile dev]\nsso_session = corp\n', ['take-over']],
    ['a program of others', '[profile dev]\ncredential_process = theirs\n', ['take-over']],
  ])('is not written yet, and is only so when it is asked for: the file has %s', (_what, config, asked) => {
    expect(look(config)).toEqual({
      trouble: {
        kind: 'profile',
        reason: 'unwritten',
        name: 'dev',
        path: paths.config,
        line: null,
        key: null,
      },
      confirmations: asked,
    })
  })

  it('is well where the file has it already', () => {
    expect(look(`[profile dev]\ncredential_process = ${OURS}\n`)).toEqual({
      trouble: null,
      confirmations: [],
    })
  })

  it('asks before it becomes what every tool gets', () => {
    expect(look('', { ...profile, name: 'default' }).confirmations).toEqual(['default'])
  })
})
