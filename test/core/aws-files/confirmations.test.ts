import { describe, expect, it } from 'vitest'
import type { ManagedProfile } from '../../../main/core/aws-files/managed-profile.ts'
import { fail } from '../../../main/core/failures/failure.ts'
import { catalogOf, role, sessionId } from '../world.ts'
import { AwsDesk, setting, taken } from './aws-desk.ts'

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = hidden\n'
const NO_LOSS =
  'Remove the keys of dev from the file. The keychain keeps the lines, so that this can be undone, until 20 more changes were made.'
const TAKEN = 'dev is there already: let Understudy take its place.'
const EVERY = 'Every tool that is told no profile gets'

async function asked(
  config: string,
  credentials: string,
  name: string,
  session = 'dev-role',
  more: Partial<ManagedProfile> = {},
  desk = new AwsDesk(),
): Promise<readonly string[]> {
  Object.assign(desk, { config, credentials })
  const { confirmations } = await desk.preview(setting(name, session, more))
  expect(new Set(confirmations.map(each => each.kind)).size).toBe(confirmations.length)
  return confirmations.map(each => each.text)
}

describe('what the user must say yes to', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['a new profile', '[profile other]\n', '[other]\n', []],
    ['a profile of the same name that says nothing', '[profile dev]\n', '', []],
    ['a profile with a Region', '[profile dev]\nregion = x1\n', '', [TAKEN]],
    ['a role', '[profile dev]\nrole_arn = x\nsource_profile = y\n', '', [TAKEN]],
    ['another program’s process', '[profile dev]\ncredential_process = aws-vault export dev\n', '', [TAKEN]],
    ['keys', '', `[dev]\n${KEYS}`, [TAKEN, NO_LOSS]],
    ['keys in config', `[profile dev]\n${KEYS}`, '', [TAKEN, NO_LOSS]],
    ['a token alone', '', '[dev]\naws_session_token = x\n', [TAKEN, NO_LOSS]],
    ['one of ours that is written anew', '[profile dev]\ncredential_process = curl /tools/x\n', '', []],
    [
      'one of ours with keys of another program',
      '[profile dev]\ncredential_process = curl /tools/x\n',
      `[dev]\n${KEYS}`,
      [NO_LOSS],
    ],
  ])('for %s', async (_, config, credentials, texts) => {
    expect(await asked(config, credentials, 'dev')).toEqual(texts)
  })

  it.each<[string, string, Partial<ManagedProfile>, string]>([
    ['an ordinary session', 'dev-role', {}, `${EVERY} the session dev-role.`],
    [
      'production',
      'prod-role',
      {},
      `${EVERY} the session prod-role, which is PRODUCTION: a command without --profile works there.`,
    ],
    [
      'the current one',
      'dev-role',
      { target: { kind: 'current' } },
      `${EVERY} whatever session is current, production or not.`,
    ],
  ])('for default with %s', async (_, session, more, text) => {
    expect(await asked('', '', 'default', session, more)).toEqual([text])
  })

  it('for default is asked again where it changes, and not where it stays', async () => {
    const desk = new AwsDesk()
    taken(await desk.set('default'))
    expect((await desk.preview(setting('default'))).confirmations).toEqual([])
    const other = await desk.preview(setting('default', 'prod-role'))
    expect(other.confirmations.map(each => each.kind)).toEqual(['default'])
  })

  it.each<[string, (desk: AwsDesk) => ReturnType<AwsDesk['change']>]>([
    ['another session', desk => desk.set('default', 'dev-role')],
    ['none', desk => desk.change({ kind: 'remove-profile', name: 'default' })],
  ])('is that default gets production again, where %s is taken back', async (_, change) => {
    const desk = new AwsDesk()
    taken(await desk.set('default', 'prod-role'))
    taken(await change(desk))
    const before = desk.both
    const [edit] = desk.edits.edits
    if (edit === undefined) throw new Error('Nothing was noted.')
    const plan = await desk.preview({ kind: 'undo', id: edit.id })
    expect(plan.confirmations.map(each => each.text)).toEqual([expect.stringContaining('PRODUCTION')])
    expect(await desk.accept(plan, [])).toMatchObject({ failure: { kind: 'invalid' } })
    expect(desk.both).toEqual(before)
    taken(await desk.accept(plan))
  })

  it('is nothing where default is taken back to what the user had', async () => {
    const desk = new AwsDesk()
    taken(await desk.set('default', 'prod-role'))
    const [edit] = desk.edits.edits
    if (edit === undefined) throw new Error('Nothing was noted.')
    expect((await desk.preview({ kind: 'undo', id: edit.id })).confirmations).toEqual([])
  })

  it('is asked again where a session has become production since', async () => {
    const desk = new AwsDesk()
    const plan = await desk.preview(setting('default', 'dev-role'))
    taken(await desk.catalog.replaceSession(role('dev-role', { production: true })))
    expect(await desk.accept(plan)).toEqual(fail({ kind: 'files-changed' }))
    expect(desk.config).toBeNull()
    const [asked] = (await desk.preview(setting('default', 'dev-role'))).confirmations
    expect(asked?.text).toContain('PRODUCTION')
  })

  it('is nothing where a profile is removed', async () => {
    const desk = new AwsDesk()
    taken(await desk.set('default'))
    const plan = await desk.preview({ kind: 'remove-profile', name: 'default' })
    expect(plan.confirmations).toEqual([])
  })

  it('is nothing for one that is ours, though another program has taken its place', async () => {
    const desk = new AwsDesk({
      ...catalogOf([role('dev-role')]),
      profiles: [
        { name: 'dev', target: { kind: 'session', id: sessionId('dev-role') }, region: null, output: null },
      ],
    })
    const config = '[profile dev]\ncredential_process = aws-vault export dev\n'
    expect(await asked(config, '', 'dev', 'dev-role', {}, desk)).toEqual([])
  })

  it('keeps the change from being made until each is said yes to', async () => {
    const desk = new AwsDesk()
    desk.credentials = `[default]\n${KEYS}`
    const before = desk.both
    const plan = await desk.preview(setting('default'))
    expect(plan.confirmations.map(each => each.kind)).toEqual(['take-over', 'remove-keys', 'default'])
    for (const [confirmed, left] of [
      [[], ['take-over', 'remove-keys', 'default']],
      [['default', 'take-over'], ['remove-keys']],
    ] as const) {
      const refused = await desk.accept(plan, confirmed)
      if (refused.ok || refused.failure.kind !== 'invalid') throw new Error('It was done.')
      expect(refused.failure.problems.map(each => each.field)).toEqual(left)
      expect([desk.both, desk.profiles, desk.edits.edits]).toEqual([before, [], []])
    }
    taken(await desk.accept(plan))
    expect(desk.credentials).toBe('')
  })
})
