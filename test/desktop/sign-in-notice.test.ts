import { beforeEach, describe, expect, it } from 'vitest'
import type { SignInView } from '../../main/core/snapshot/sign-in-views.ts'
import { type NoticeSurface, SignInNotice } from '../../main/desktop/sign-in/sign-in-notice.ts'
import { idOf } from './snapshots.ts'

let log: string[]
let clicks: (() => void)[]
let notice: SignInNotice
beforeEach(() => {
  log = []
  clicks = []
  const surface: NoticeSurface = {
    show: ({ title, body }, click) => {
      log.push(`${title}: ${body}`)
      clicks.push(click)
    },
    end: () => log.push('end'),
  }
  notice = new SignInNotice(surface, id => log.push(`start ${id}`))
})

const view = (provider: string, isNews: boolean, ...sessions: readonly string[]): SignInView => ({
  isNews,
  provider,
  session: idOf(sessions[0] ?? ''),
  sessions,
})
const CORP = 'Sign in at Corp: dev and prod wait for it. Click to sign in.'

describe('the notice of a page that wants its user', () => {
  it('comes once, and goes when nothing waits any more', () => {
    notice.show([view('Corp', true, 'dev')])
    notice.show([view('Corp', true, 'dev', 'prod')])
    expect(log).toEqual(['Sign in at Corp: dev waits for it. Click to sign in.'])
    notice.show([])
    expect(log.slice(1)).toEqual(['end'])
  })

  it('fits where many wait: the first two are named', () => {
    notice.show([view('Corp', true, ...Array.from({ length: 500 }, (_, index) => `s${index}`))])
    expect(log).toEqual(['Sign in at Corp: s0, s1 and 498 more wait for it. Click to sign in.'])
  })

  it('is clicked to start a session that waits', () => {
    notice.show([view('Corp', true, 'dev', 'prod')])
    clicks[0]?.()
    expect(log).toEqual([CORP, 'start id-dev'])
  })

  it('comes for each page', () => {
    notice.show([view('Corp', true, 'dev')])
    notice.show([view('Corp', true, 'dev'), view('Other', true, 'test')])
    expect(log.slice(1)).toEqual(['Sign in at Other: test waits for it. Click to sign in.'])
  })

  it('does not come for a page that is open or was closed, and comes again when that is over', () => {
    notice.show([view('Corp', false, 'dev')])
    expect(log.filter(line => line !== 'end')).toEqual([])
    notice.show([view('Corp', true, 'dev')])
    notice.show([view('Corp', false, 'dev')])
    notice.show([view('Corp', true, 'dev')])
    expect(log.filter(line => line !== 'end')).toHaveLength(2)
  })
})
