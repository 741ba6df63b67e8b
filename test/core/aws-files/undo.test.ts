import { describe, expect, it } from 'vitest'
import { MOST_EDITS } from '../../../main/core/aws-files/history.ts'
import { type Failure, fail } from '../../../main/core/failures/failure.ts'
import { AwsDesk, setting, taken } from './aws-desk.ts'

const SECRET = 'hidden+secret+of+forty+characters+AAAAAA'
const OTHER_SECRET = 'another+secret+of+forty+characters+BBBBB'
const KEYS = `aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${SECRET}\n`
const OTHER_KEYS = `aws_access_key_id = AKIAIOSFODNN7EXAOTHR\naws_secret_access_key = ${OTHER_SECRET}\n`
const locked: Failure = { kind: 'keychain', reason: 'locked', detail: '' }
const full: Failure = { kind: 'aws-file', path: '/aws/x', reason: 'full', detail: 'ENOSPC' }
const notSaved: Failure = { kind: 'not-saved', detail: 'ENOSPC' }

function deskWith(config: string | null, credentials: string | null): AwsDesk {
  const desk = new AwsDesk()
  Object.assign(desk, { config, credentials })
  return desk
}

const items = (desk: AwsDesk) => [...desk.secrets.items.keys()]

describe('a change that is taken back while nobody has touched the files', () => {
  it.each<[string, string | null, string | null]>([
    ['with no files', null, null],
    ['with empty files', '', ''],
    ['with no profile of that name', '[default]\nregion = x1\n', `[default]\n${OTHER_KEYS}`],
    ['with keys', '[profile dev]\nregion = x1\n', `[a]\nx = 1\n\n[dev]\n${KEYS}\n[b]\n${OTHER_KEYS}`],
    [
      'with keys at the end, without a line end',
      '[profile dev]',
      `[a]\n${OTHER_KEYS}\n[dev]\n${KEYS.trim()}`,
    ],
    ['with CRLF', '[profile dev]\r\nrole_arn=x\r\n', `[dev]\r\n${KEYS.replaceAll('\n', '\r\n')}`],
    ['with mixed ends', '\r\n# a\n[profile dev]\r\nrole_arn=x\nregion=x1\r', `[dev]\r${KEYS}`],
    ['with no last line end', 'x = 1\n[a]\nb = 1', `[dev]\n${KEYS}[b]\n${OTHER_KEYS.trim()}`],
    [
      'with a mark at its beginning',
      '\ufeff[profile dev]\nrole_arn = x\ns3 =\n  a = b\n',
      `\ufeff[dev]\n${KEYS}`,
    ],
    ['with another process', '[profile dev]\ncredential_process = a\n', '[dev]\ncredential_process = b\n'],
    ['with blanks all over', '  [profile dev]  \n\t role_arn = x\n\n\n\n', `\n\n [dev]\n\n${KEYS}\n\n`],
  ])('leaves every byte as before, %s', async (_, config, credentials) => {
    const desk = deskWith(config, credentials)
    const before = desk.both
    taken(await desk.set('dev', 'dev-role', { region: 'eu-west-1', output: 'json' }))
    expect(desk.both).not.toEqual(before)
    desk.restart()
    taken(await desk.undo())
    expect(desk.both).toEqual(before)
    expect([desk.profiles, desk.edits.edits, items(desk)]).toEqual([[], [], []])
  })

  it('is shown as no more than it is', async () => {
    const desk = deskWith('# mine\n[default]\nregion = x1\n\n[profile dev]\nrole_arn = x\n# old\n', null)
    taken(await desk.set('dev'))
    const [edit] = desk.edits.edits
    if (edit === undefined) throw new Error('There is no change to take back.')
    const [file] = (await desk.preview({ kind: 'undo', id: edit.id })).files
    expect(file?.lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'skipped ',
      'same ',
      'same [profile dev]',
      `removed credential_process = ${desk.processFor('dev-role')}`,
      'removed region = eu-central-1',
      'added role_arn = x',
      'same # old',
    ])
  })

  it('gives a removed profile back', async () => {
    const desk = deskWith('[default]\nregion = x1\n', null)
    taken(await desk.set('dev'))
    const [before, profiles] = [desk.both, desk.profiles]
    taken(await desk.change({ kind: 'remove-profile', name: 'dev' }))
    expect(desk.profiles).toEqual([])
    taken(await desk.undo())
    expect([desk.both, desk.profiles]).toEqual([before, profiles])
  })

  it('goes back through several, one by one', async () => {
    const desk = deskWith('[profile dev]\nrole_arn = x\n', `[dev]\n${KEYS}`)
    const states = [desk.both]
    for (const [name, session] of [
      ['dev', 'dev-role'],
      ['other', 'dev-role'],
      ['dev', 'prod-role'],
    ] as const) {
      taken(await desk.set(name, session))
      states.push(desk.both)
    }
    for (const state of states.slice(0, -1).reverse()) {
      taken(await desk.undo())
      expect(desk.both).toEqual(state)
    }
  })

  it('is shown first, and shows no secret', async () => {
    const desk = deskWith('', `[dev]\n${KEYS}`)
    taken(await desk.set('dev'))
    const [edit] = desk.edits.edits
    if (edit === undefined) throw new Error('Nothing was noted.')
    const plan = await desk.preview({ kind: 'undo', id: edit.id })
    expect(plan.files.map(each => each.path)).toEqual(['/aws/config', '/aws/credentials'])
    expect(plan.confirmations).toEqual([])
    expect(JSON.stringify(plan)).not.toContain(SECRET)
    expect(JSON.stringify(plan)).toContain('••••MPLE')
  })
})

const CREDENTIALS = `[a]\n${OTHER_KEYS}\n[dev]\n# mine\n${KEYS}region = x1\n\n[z]\nx = 1\n`
const CONFIG = '[profile a]\nregion = x1\n\n[profile dev]\nregion = x1\nrole_arn = x\noutput = json\n'

describe('a change that is taken back after others have changed the files', () => {
  const above = (text: string): string => `# new\n[new]\naws_secret_access_key = n\n\n${text}`
  const below = (text: string): string => `${text}\n[last]\nregion = x1\n`
  const inside = (text: string): string => text.replace('region = x1\n', 'region = x2\n')
  const others: readonly [string, (text: string) => string][] = [
    ['above', above],
    ['below', below],
    ['above and below', text => above(below(text))],
    ['in a setting of another profile', inside],
    ['in all of these', text => above(below(inside(text)))],
    ['by an editor that ends lines in another way', text => text.replaceAll('\n', '\r\n')],
  ]

  it.each(others)('puts back what was taken and keeps theirs, %s', async (_, change) => {
    const desk = deskWith(CONFIG, CREDENTIALS)
    taken(await desk.set('dev'))
    Object.assign(desk, { config: change(desk.config ?? ''), credentials: change(desk.credentials ?? '') })
    taken(await desk.undo())
    const ends = (text: string): string => text.replaceAll('\r\n', '\n')
    expect([desk.config, desk.credentials].map(text => ends(text ?? ''))).toEqual(
      [CONFIG, CREDENTIALS].map(text => ends(change(text))),
    )
  })

  it.each(others)('puts back a section as a whole, %s', async (_, change) => {
    const [config, credentials] = [
      '[profile a]\nregion = x1\n',
      `[a]\n${OTHER_KEYS}region = x1\n\n[dev]\n${KEYS}`,
    ]
    const desk = deskWith(config, credentials)
    taken(await desk.set('dev'))
    Object.assign(desk, { config: change(desk.config ?? ''), credentials: change(desk.credentials ?? '') })
    taken(await desk.undo())
    const lines = (text: string | null) =>
      (text ?? '')
        .split(/\r?\n/)
        .filter(line => line !== '')
        .sort()
    expect(lines(desk.config)).toEqual(lines(change(config)))
    expect(lines(desk.credentials)).toEqual(lines(change(credentials)))
    expect(desk.credentials).toMatch(/\[dev\]\r?\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\r?\naws_secret/)
  })

  it('puts a key back into its own profile, where another one looks the same', async () => {
    const of = (name: string, keys: string): string => `[${name}]\nregion = x1\n${keys}output = json\n\n`
    const desk = deskWith('', `${of('dev', '')}${of('b', '')}${of('c', KEYS)}`)
    taken(await desk.set('c'))
    expect(desk.credentials).toBe(`${of('dev', '')}${of('b', '')}${of('c', '')}`)
    desk.credentials = `${of('x', '')}${of('y', '')}${of('z', '')}${desk.credentials}`
    taken(await desk.undo())
    const all = ['x', 'y', 'z', 'dev', 'b'].map(name => of(name, '')).join('')
    expect(desk.credentials).toBe(`${all}${of('c', KEYS)}`)
  })

  it('takes its process from its own profile, where another one has the same', async () => {
    const desk = deskWith('', null)
    taken(await desk.set('one'))
    taken(await desk.set('two'))
    desk.config = `[profile long]\n${'x = 1\n'.repeat(4)}\n${desk.config}`
    taken(await desk.undo(0))
    expect(desk.config).toContain('[profile one]\ncredential_process')
    expect(desk.config).not.toContain('two')
  })

  it('keeps what another program has put below a header of ours', async () => {
    const desk = deskWith('[profile a]\nregion = x1\n', null)
    taken(await desk.set('dev'))
    desk.config += 'region = x2\n'
    taken(await desk.undo())
    expect(desk.config).toBe('[profile a]\nregion = x1\n\n[profile dev]\nregion = x2\n')
  })

  it.each<[string, (desk: AwsDesk) => void]>([
    ['its process was changed', desk => edit(desk, 'config', 'curl', 'curl --silent')],
    ['its process was removed', desk => edit(desk, 'config', /credential_process.*\n/, '')],
    ['its section was removed', desk => edit(desk, 'config', /\[profile dev\](.|\n)*/, '')],
    ['new keys are there', desk => edit(desk, 'credentials', '[dev]\n', `[dev]\n${OTHER_KEYS}`)],
    ['the header is gone', desk => edit(desk, 'credentials', '[dev]', '[renamed]')],
    [
      'the file is gone',
      desk => {
        desk.credentials = null
      },
    ],
    [
      'the file is another one now',
      desk => {
        desk.files.paths.credentials = '/elsewhere/credentials'
      },
    ],
    [
      'the other file is another one now',
      desk => {
        desk.files.paths.config = '/elsewhere/config'
      },
    ],
  ])('is not taken back at all where %s', async (_, change) => {
    const desk = deskWith(CONFIG, CREDENTIALS)
    taken(await desk.set('dev'))
    change(desk)
    const [before, edits, profiles] = [desk.both, desk.edits.edits, desk.profiles]
    expect(await desk.undo()).toMatchObject({ failure: { kind: 'not-undone', reason: 'changed' } })
    expect([desk.both, desk.edits.edits, desk.profiles]).toEqual([before, edits, profiles])
    expect(items(desk)).toHaveLength(1)
  })

  it('is not taken back where a section of that name is there again', async () => {
    const desk = deskWith('', `[dev]\n${KEYS}`)
    taken(await desk.set('dev'))
    desk.credentials = `[dev]\n${OTHER_KEYS}`
    expect(await desk.undo()).toMatchObject({ failure: { kind: 'not-undone', reason: 'changed' } })
    expect(desk.credentials).toBe(`[dev]\n${OTHER_KEYS}`)
  })

  it('is taken back though the last line, which had no end, is another one now', async () => {
    const desk = deskWith('[profile a]\nregion = x1', null)
    taken(await desk.set('dev'))
    edit(desk, 'config', 'x1', 'x2')
    taken(await desk.undo())
    expect(desk.config).toBe('[profile a]\nregion = x2\n')
  })

  it('puts a section to the end where all around it is another one now', async () => {
    const desk = deskWith('', `[a]\nx = 1\n[dev]\n${KEYS}[b]\nx = 1\n`)
    taken(await desk.set('dev'))
    desk.credentials = '[c]\nx = 2\n[d]\nx = 2\n'
    taken(await desk.undo())
    expect(desk.credentials).toBe(`[c]\nx = 2\n[d]\nx = 2\n[dev]\n${KEYS}`)
  })

  it('is not taken back in one file where the other was changed after it was shown', async () => {
    const desk = deskWith(CONFIG, CREDENTIALS)
    taken(await desk.set('dev'))
    const [noted] = desk.edits.edits
    if (noted === undefined) throw new Error('Nothing was noted.')
    const plan = await desk.preview({ kind: 'undo', id: noted.id })
    edit(desk, 'config', 'curl', 'curl --silent')
    const before = desk.both
    expect(await desk.accept(plan)).toMatchObject({ failure: { kind: 'not-undone', reason: 'changed' } })
    expect([desk.both, desk.profiles.length]).toEqual([before, 1])
  })

  it('is not taken back where what was shown is out of date', async () => {
    const desk = deskWith('', `[dev]\n${KEYS}`)
    taken(await desk.set('dev'))
    const [edit] = desk.edits.edits
    if (edit === undefined) throw new Error('Nothing was noted.')
    const plan = await desk.preview({ kind: 'undo', id: edit.id })
    taken(await desk.accept(plan))
    expect(await desk.accept(plan)).toMatchObject({ failure: { kind: 'files-changed' } })
    expect(await desk.profileFiles.preview({ kind: 'undo', id: edit.id })).toMatchObject({
      failure: { kind: 'not-undone', reason: 'gone' },
    })
  })
})

function edit(desk: AwsDesk, file: 'config' | 'credentials', from: string | RegExp, to: string): void {
  const before = desk[file] ?? ''
  desk[file] = before.replace(from, to)
  if (desk[file] === before) throw new Error(`${String(from)} is not in ${file}.`)
}

describe('a secret', () => {
  it.each<[string, string, string]>([
    ['of the profile', '', `[dev]\n${KEYS}`],
    ['beside it', `[profile dev]\n`, `[a]\n${OTHER_KEYS}\n[dev]\n${KEYS}`],
    ['above it that only gets another end', '', `[a]\n${OTHER_KEYS}[dev]\n${KEYS.trim()}`],
    ['at the end of a file that only gets another end', `[profile a]\npassword = ${SECRET}`, ''],
    ['below it', '', `[dev]\n${KEYS}[a]\n${OTHER_KEYS}`],
    ['in a comment beside it', '', `[dev]\n${KEYS}# ${OTHER_SECRET}\nx = 1\n`],
    ['in another program’s process', '[profile dev]\ncredential_process = x --secret hidden-word\n', ''],
  ])('is in the keychain and not in the record: %s', async (_, config, credentials) => {
    const desk = deskWith(config, credentials)
    const before = desk.both
    taken(await desk.set('dev'))
    for (const secret of [SECRET, OTHER_SECRET, 'hidden-word', 'AKIAIOSFODNN7'])
      for (const kept of [desk.edits.json, JSON.stringify(desk.store.saved)])
        expect(kept).not.toContain(secret)
    desk.restart()
    taken(await desk.undo())
    expect(desk.both).toEqual(before)
  })

  it('is in one keychain item of a change, as long as that is remembered', async () => {
    const desk = deskWith('', `[dev]\n${KEYS}`)
    taken(await desk.set('dev'))
    const [account = ''] = items(desk)
    expect(items(desk)).toEqual([desk.edits.edits[0]?.keychainAccount])
    expect(desk.secrets.items.get(account)?.reveal()).toContain(SECRET)
    taken(await desk.undo())
    expect(items(desk)).toEqual([])
  })

  it('is in no keychain item where there was none', async () => {
    const desk = deskWith('[profile a]\nregion = x1\n', '[dev]\nrole_arn = x\n')
    taken(await desk.set('dev'))
    expect(items(desk)).toEqual([])
    expect(desk.edits.edits[0]?.keychainAccount).toBeNull()
  })

  it('goes with the oldest change, when there are more than are remembered', async () => {
    const desk = deskWith('', `[first]\n${KEYS}[second]\n${OTHER_KEYS}`)
    taken(await desk.set('first'))
    taken(await desk.set('second'))
    const [ofFirst, ofSecond] = items(desk)
    for (let count = 2; count < MOST_EDITS; count++) taken(await desk.set(`more-${count}`))
    expect(items(desk)).toEqual([ofFirst, ofSecond])
    taken(await desk.set('one-too-many'))
    expect(items(desk)).toEqual([ofSecond])
    expect(desk.edits.edits).toHaveLength(MOST_EDITS)
    expect(desk.edits.edits.at(-1)?.names).toEqual(['second'])
  })

  it.each<[string, (desk: AwsDesk) => void]>([
    ['is gone from the keychain', desk => desk.secrets.items.clear()],
    ['can’t be read', desk => void desk.secrets.failures.set('get', locked)],
    ['is garbage', desk => spoil(desk, 'garbage')],
    ['is of another shape', desk => spoil(desk, '{"credentials":[{"removed":1}]}')],
    ['is null', desk => spoil(desk, 'null')],
  ])('that %s leaves all as it is', async (_, change) => {
    const desk = deskWith('', `[dev]\n${KEYS}`)
    taken(await desk.set('dev'))
    change(desk)
    const before = desk.both
    expect(await desk.undo()).toMatchObject({ ok: false })
    expect(desk.both).toEqual(before)
    expect(desk.edits.edits).toHaveLength(1)
  })
})

function spoil(desk: AwsDesk, text: string): void {
  for (const value of desk.secrets.items.values()) Object.assign(value, { reveal: () => text })
}

describe('a change that fails', () => {
  const attempt = async (desk: AwsDesk) => {
    const plan = await desk.preview(setting('dev'))
    return desk.accept(plan)
  }

  it.each<[string, (desk: AwsDesk) => void, Failure]>([
    [
      'since the keychain does not take the secret',
      desk => void desk.secrets.failures.set('set', locked),
      locked,
    ],
    ['since the first file can’t be written', desk => void desk.files.failures.set(1, full), full],
    ['since it can’t be noted', desk => void desk.edits.failures.set(1, notSaved), notSaved],
    ['since the catalog can’t be saved', desk => void desk.store.failures.set(1, notSaved), notSaved],
  ])('%s leaves all as before', async (_, spoilIt, failure) => {
    const desk = deskWith(null, `[dev]\n${KEYS}`)
    const before = desk.both
    spoilIt(desk)
    expect(await attempt(desk)).toEqual({ ok: false, failure })
    expect([desk.both, desk.profiles, desk.edits.edits, items(desk)]).toEqual([before, [], [], []])
  })

  it('where both files need a secret kept leaves all as before, when the keychain is locked', async () => {
    const desk = deskWith(`[profile dev]\n${KEYS}`, `[dev]\n${KEYS}`)
    const before = desk.both
    desk.secrets.failures.set('set', locked)
    expect(await attempt(desk)).toEqual({ ok: false, failure: locked })
    expect([desk.both, desk.profiles, desk.edits.edits]).toEqual([before, [], []])
  })

  it('at the second file is remembered as far as it went, and that can be taken back', async () => {
    const desk = deskWith('[profile dev]\nregion = x1\n', `[dev]\n${KEYS}`)
    const before = desk.both
    desk.files.failures.set(2, full)
    expect(await attempt(desk)).toEqual({ ok: false, failure: { kind: 'half-changed', why: full } })
    expect(desk.config).toContain('credential_process')
    expect(desk.credentials).toBe(before.credentials)
    expect(desk.edits.edits.map(each => each.files.map(({ file }) => file))).toEqual([['config']])
    expect(desk.profiles.map(each => each.name)).toEqual(['dev'])
    desk.restart()
    taken(await desk.undo())
    expect([desk.both, desk.profiles, items(desk)]).toEqual([before, [], []])
  })

  it('at the second file is made good by trying again', async () => {
    const desk = deskWith('[profile dev]\nregion = x1\n', `[dev]\n${KEYS}`)
    desk.files.failures.set(2, full)
    await attempt(desk)
    taken(await attempt(desk))
    expect(desk.credentials).toBe('')
  })

  it('half-way back goes on from there', async () => {
    const desk = deskWith(CONFIG, CREDENTIALS)
    const before = desk.both
    taken(await desk.set('dev'))
    desk.files.failures.set(4, full)
    expect(await desk.undo()).toEqual({ ok: false, failure: full })
    expect(desk.credentials).toBe(CREDENTIALS)
    expect(desk.config).not.toBe(CONFIG)
    desk.restart()
    // What is done is done, whatever becomes of that file.
    desk.credentials = `[new]\n${CREDENTIALS}`
    taken(await desk.undo())
    expect([desk.config, desk.credentials]).toEqual([before.config, `[new]\n${CREDENTIALS}`])
    expect([desk.profiles, items(desk)]).toEqual([[], []])
  })

  it('to be noted as taken back is taken back once more, and nothing is changed', async () => {
    const desk = deskWith(CONFIG, CREDENTIALS)
    const before = desk.both
    taken(await desk.set('dev'))
    // The second saving of an undo is what forgets the change.
    for (const saving of [3, 4, 5]) desk.edits.failures.set(saving, notSaved)
    expect(await desk.undo()).toMatchObject({ failure: notSaved })
    desk.edits.failures.clear()
    desk.restart()
    taken(await desk.undo())
    expect([desk.both, desk.profiles]).toEqual([before, []])
  })
})

describe('a file that changes between the look and the change', () => {
  it('elsewhere is changed all the same, and nothing of theirs is lost', async () => {
    const desk = deskWith(CONFIG, CREDENTIALS)
    const plan = await desk.preview(setting('dev'))
    desk.config = `[profile new]\n\n${desk.config}`
    desk.files.meanwhile = () => {
      desk.config = `${desk.config}\n[profile last]\n`
      desk.credentials = `[new]\n\n${desk.credentials}`
    }
    taken(await desk.accept(plan))
    expect(desk.config).toMatch(/^\[profile new\]\n(.|\n)*\n\[profile last\]\n$/)
    expect(desk.config).toContain('credential_process')
    expect(desk.credentials).toMatch(/^\[new\]\n/)
    expect(desk.credentials).not.toContain(SECRET)
    taken(await desk.undo())
    expect(desk.config).toBe(`[profile new]\n\n${CONFIG}\n[profile last]\n`)
    expect(desk.credentials).toBe(`[new]\n\n${CREDENTIALS}`)
  })

  it.each<[string, (desk: AwsDesk) => void]>([
    ['a key', desk => edit(desk, 'credentials', SECRET, OTHER_SECRET)],
    ['one more setting to remove', desk => edit(desk, 'config', 'role_arn', 'mfa_serial = y\nrole_arn')],
    ['the profile', desk => edit(desk, 'config', /\[profile dev\](.|\n)*/, '')],
  ])('at the place is left as it is, since that was not shown: %s', async (_, change) => {
    for (const when of ['before', 'meanwhile'] as const) {
      const desk = deskWith(CONFIG, `[dev]\n${KEYS}`)
      const plan = await desk.preview(setting('dev'))
      if (when === 'before') change(desk)
      else desk.files.meanwhile = () => change(desk)
      const before = desk.both
      const applied = await desk.accept(plan)
      const why = { kind: 'files-changed' } as const
      // The other file may have been changed before that.
      const half = { kind: 'half-changed', why } as const
      expect([fail(why), ...(when === 'before' ? [] : [fail(half)])]).toContainEqual(applied)
      if (when === 'before') expect(desk.both).toEqual(before)
    }
  })

  it('into one where the profile is twice is left as it is', async () => {
    const desk = deskWith(CONFIG, CREDENTIALS)
    const plan = await desk.preview(setting('dev'))
    desk.files.meanwhile = () => {
      desk.config = `${desk.config}\n[profile dev]\n`
    }
    expect(await desk.accept(plan)).toMatchObject({ failure: { kind: 'profile-twice' } })
    expect([desk.config, desk.credentials]).toEqual([`${CONFIG}\n[profile dev]\n`, CREDENTIALS])
    expect([desk.profiles, desk.edits.edits, items(desk)]).toEqual([[], [], []])
  })
})
