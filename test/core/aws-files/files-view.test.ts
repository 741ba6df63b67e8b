import { describe, expect, it } from 'vitest'
import { AwsDesk, taken } from './aws-desk.ts'

async function viewOf(config: string | null, credentials: string | null = null) {
  const desk = new AwsDesk()
  Object.assign(desk, { config, credentials })
  await desk.profileFiles.look()
  return desk.view
}

describe('what is shown of the files', () => {
  it.each<[string, string]>([
    ['\ufeff[a]\n', 'it begins with a byte order mark; save it as UTF-8 without one (line 1)'],
    ['\n\nx = 1\n[a]\n', 'a setting stands before the first section (line 3)'],
    ['[a]\nx = 1\ngarbage\n', 'a line is neither a section nor a setting (line 3)'],
    ['[profile a]\n[b]\n[profile a]\n', 'the section [profile a] is there twice (line 3)'],
    ['[a]\nregion = x\n\nREGION = y\n', 'region is there twice in one section (line 4)'],
    ['[a]\ns3 =\n  x = 1\n  garbage\n', 'a line of the block under s3 has no = (line 2)'],
  ])('says why awscli reads nothing: %j', async (config, words) => {
    expect((await viewOf(config)).warnings).toEqual([`awscli reads nothing of /aws/config: ${words}.`])
  })

  it('says so of each file, and once of each', async () => {
    const { warnings } = await viewOf('x = 1\ny = 1\n', '[a]\n[a]\n[a]\n')
    expect(warnings).toEqual([
      'awscli reads nothing of /aws/config: a setting stands before the first section (line 1).',
      'awscli reads nothing of /aws/credentials: the section [a] is there twice (line 2).',
    ])
  })

  it.each([
    [null, null],
    ['', ''],
    ['[default]\ns3 =\n  x = 1\n[profile a]\nregion = x\n', '[a]\nx =\n  y = 1\n'],
  ])('warns of nothing where nothing is wrong: %j', async (config, credentials) => {
    expect(await viewOf(config, credentials)).toMatchObject({ warnings: [], why: null })
  })

  it('is nothing but the paths before they were looked at', () => {
    const desk = new AwsDesk()
    desk.config = 'x = 1\n'
    expect(desk.view).toEqual({
      paths: { config: '/aws/config', credentials: '/aws/credentials' },
      profiles: [],
      edits: [],
      why: null,
      warnings: [],
      importable: 0,
    })
  })

  it('says why they can’t be read', async () => {
    const desk = new AwsDesk()
    desk.files.unreadable = { kind: 'aws-file', path: '/aws/config', reason: 'unreadable', detail: 'EACCES' }
    await desk.profileFiles.look()
    expect(desk.view.why?.title).toBe('/aws/config can’t be read (EACCES).')
  })

  it('has the newest change first, and no text of it', async () => {
    const desk = new AwsDesk()
    taken(await desk.set('one'))
    taken(await desk.set('two'))
    expect(desk.view.edits).toEqual([
      { id: expect.any(String), at: desk.clock.wall(), what: 'set-profile', names: ['two'] },
      { id: expect.any(String), at: desk.clock.wall(), what: 'set-profile', names: ['one'] },
    ])
  })

  it('counts what could be taken over, until it is', async () => {
    const desk = new AwsDesk()
    const secret = 'hidden+secret+of+forty+characters+AAAAAA'
    desk.credentials = `[work]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secret}\n`
    desk.config =
      '[profile admin]\nrole_arn = arn:aws:iam::444455556666:role/Admin\nsource_profile = work\n[profile sso]\nsso_session = x\n'
    await desk.profileFiles.look()
    expect(desk.view.importable).toBe(2)
    taken(await desk.take([{ name: 'work', point: false }]))
    expect(desk.view.importable).toBe(1)
    taken(
      await desk.take([
        { name: 'work', point: true },
        { name: 'admin', point: true },
      ]),
    )
    expect(desk.view.importable).toBe(0)
    desk.files.unreadable = { kind: 'aws-file', path: '/aws/config', reason: 'unreadable', detail: 'EACCES' }
    await desk.profileFiles.look()
    expect(desk.view.importable).toBe(0)
  })
})
