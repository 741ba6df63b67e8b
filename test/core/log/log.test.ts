import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../main/core/clock.ts'
import type { Failure } from '../../../main/core/failures/failure.ts'
import { EventLog, type LogEvent } from '../../../main/core/log/log.ts'
import { type ObservedParts, observe } from '../../../main/core/log/log-events.ts'
import { TYPED_SECRET } from '../../support/fakes.ts'
import { alice, denied, role, sessionId, token, World, wrongCode } from '../world.ts'

/** A world whose log is looked after, with the lines since it was asked last. */
function logged(world: World) {
  const lines: string[] = []
  const log = new EventLog({
    clock: world.clock,
    sink: { write: line => lines.push(line) },
    isoOf: wall => `@${wall}`,
  })
  const state: {
    endpoint: Failure | null
    notices: readonly Failure[]
    updates: ObservedParts['updates']
  } = { endpoint: null, notices: [], updates: null }
  const look = () => {
    const { clock, data: catalog, broker, prompts, consents, leases } = world
    const endpoint = { port: 21_000, failure: state.endpoint }
    const { notices, updates } = state
    log.look(observe({ clock, catalog, broker, prompts, consents, leases, endpoint, notices, updates }))
    return lines.splice(0).map(line => line.replace(/^@\d+ /, '').trimEnd())
  }
  return { log, look, state, lines }
}

describe('the log', () => {
  it('tells when the endpoint came up, went away and came back', () => {
    const { look, state } = logged(new World())
    expect(look()).toEqual(['endpoint-up port=21000'])
    expect(look()).toEqual([])
    state.endpoint = { kind: 'port', port: 21_000, code: 'EADDRINUSE' }
    expect(look()).toEqual(['endpoint-down why=port:EADDRINUSE'])
    state.endpoint = null
    expect(look()).toEqual(['endpoint-up port=21000'])
  })

  it('follows a session through a code, a renewal and its end', async () => {
    const world = new World(role('admin', { mfa: 'session-token' }))
    const { look } = logged(world)
    look()
    await world.start('admin')
    expect(look()).toEqual(['prompt-opened raisedBy=you', 'session id=admin from=off to=waiting-for-code'])
    world.sts.failNext(wrongCode)
    await world.type('135791')
    look()
    const typed = world.type('246802')
    look()
    await typed
    expect(look()).toEqual(['prompt-ended how=answered', 'session id=admin from=waiting-for-code to=on'])
    await world.clock.advance(50 * MINUTE)
    expect(look()).toEqual(['renewed id=admin'])
    await world.stop('admin')
    expect(look()).toEqual(['session id=admin from=on to=off'])
  })

  it('tells a prompt that was cancelled from one that nobody has answered', async () => {
    const world = new World(token('day'))
    const { look } = logged(world)
    look()
    await world.start('day')
    look()
    const [prompt] = world.prompts.list()
    if (prompt === undefined) throw new Error('There is no prompt.')
    world.prompts.cancel(prompt.id)
    await world.clock.advance(SECOND)
    expect(look()).toEqual([
      'prompt-ended how=cancelled',
      'session id=day from=waiting-for-code to=failed why=mfa:cancelled',
    ])
    await world.start('day')
    look()
    await world.clock.advance(3 * MINUTE)
    expect(look()[0]).toBe('prompt-ended how=timed-out')
  })

  it('tells of failures by their code, of the keychain once, and of notices', async () => {
    const world = new World(role('one'), role('two'))
    const { look, state } = logged(world)
    look()
    world.sts.failNext(denied)
    await world.start('one')
    expect(look()).toEqual(['session id=one from=off to=failed why=aws:AccessDenied:403'])
    world.keys.failure = { kind: 'keychain', reason: 'locked', detail: 'alice' }
    await world.start('one')
    await world.start('two')
    expect(look().filter(line => line.startsWith('keychain'))).toEqual(['keychain-away why=keychain:locked'])
    world.keys.failure = null
    await world.start('one')
    await world.start('two')
    expect(look()).toContain('keychain-back')
    state.notices = [{ kind: 'not-saved', detail: 'ENOSPC' }]
    expect(look()).toEqual(['notice why=not-saved:ENOSPC'])
    expect(look()).toEqual([])
  })

  it('tells of leases', async () => {
    const world = new World(role('prod', { production: true }))
    const { look } = logged(world)
    look()
    world.leases.begin(role('prod', { production: true }), 15)
    expect(look()).toEqual(['lease-begun id=prod'])
    await world.clock.advance(16 * MINUTE)
    expect(look()).toContain('lease-ended id=prod')
  })

  it('has a session that was removed as off', async () => {
    const world = new World(role('one'))
    const { look } = logged(world)
    await world.start('one')
    look()
    await world.change({ sessions: [] })
    expect(look()).toEqual(['session id=one from=on to=off'])
  })

  it('takes nothing in after the end', () => {
    const { log, lines, look } = logged(new World())
    const last: LogEvent = { kind: 'quit' }
    log.note(last)
    log.note({ kind: 'resumed' })
    expect(lines.map(line => line.split(' ')[1])).toEqual(['quit\n'])
    lines.splice(0)
    expect(look()).toEqual([])
  })

  it('follows a newer version of the app, and why it could not be had', () => {
    const { look, state } = logged(new World())
    look()
    const file = { name: 'a.AppImage', sha512: '', size: 10 }
    const release = { version: '1.2.4', files: [file] }
    const why: Failure = { kind: 'not-updated', reason: 'wrong-file', version: '1.2.4', detail: '' }
    state.updates = { lastLook: null, offer: { release, step: { kind: 'offered', file }, why: null } }
    expect(look()).toEqual(['update version=1.2.4 step=offered'])
    for (const received of [1, 2])
      state.updates = {
        ...state.updates,
        offer: { release, step: { kind: 'downloading', file, received }, why: null },
      }
    expect([...look(), ...look()]).toEqual(['update version=1.2.4 step=downloading'])
    state.updates = { ...state.updates, offer: { release, step: { kind: 'offered', file }, why } }
    expect([...look(), ...look()]).toEqual([
      'update version=1.2.4 step=offered',
      'update-failed why=not-updated:wrong-file',
    ])
  })

  it('has one line for each, with the time that the computer’s clock shows', () => {
    const { log, lines } = logged(new World())
    log.note({ kind: 'started', version: '1.2.3', platform: 'linux-x64', electron: '45.4.1' })
    log.note({ kind: 'screen', locked: true })
    expect(lines).toEqual([
      expect.stringMatching(/^@\d+ started version=1\.2\.3 platform=linux-x64 electron=45\.4\.1\n$/),
      expect.stringMatching(/^@\d+ screen locked=true\n$/),
    ])
  })

  it('holds no secret and no name, whatever has happened', async () => {
    const world = new World(token('day'), role('admin', { mfa: 'own-code' }))
    const { look } = logged(world)
    const all: string[] = look()
    await world.start('day')
    all.push(...look())
    world.sts.failNext(wrongCode)
    await world.type('135791')
    all.push(...look())
    await world.type('246802')
    all.push(...look())
    world.sts.failNext(denied)
    await world.start('admin')
    all.push(...look())
    expect(all.length).toBeGreaterThan(5)
    const hidden = [
      TYPED_SECRET,
      '135791',
      '246802',
      'ASIA',
      'AKIA',
      'arn:',
      alice.account,
      'alice',
      'not authorized',
    ]
    for (const word of hidden) expect(all.join('\n')).not.toContain(word)
    expect(all.join('\n')).toContain(sessionId('day'))
  })
})
