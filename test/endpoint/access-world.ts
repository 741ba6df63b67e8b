import type { Session, SessionId } from '../../main/core/sessions/session.ts'
import { Access } from '../../main/core/tools/access.ts'
import { Activity, type ActivityEntry } from '../../main/core/tools/activity.ts'
import { type GrantId, settleGrants } from '../../main/core/tools/grants.ts'
import { World } from '../core/world.ts'
import { countingIds, FakeActivityStore } from '../support/fakes.ts'

/** The whole core behind the routes, over a fake STS, with the standing grants of these sessions. */
export class AccessWorld extends World {
  readonly activity: Activity
  readonly access: Access

  constructor(...sessions: readonly Session[]) {
    super(...sessions)
    this.data = { ...this.data, grants: settleGrants(this.data, countingIds('grant')) }
    this.broker.catalogChanged()
    this.activity = new Activity({
      clock: this.clock,
      store: new FakeActivityStore(),
      onChange() {},
      onLost() {},
    })
    this.access = new Access({
      catalog: () => this.data,
      broker: this.broker,
      consents: this.consents,
      activity: this.activity,
      onChange: () => {
        this.changes += 1
      },
    })
  }

  grantOf(name: string): GrantId {
    const grant = this.data.grants.find(({ target }) => target.kind === 'session' && target.id === name)
    if (grant === undefined) throw new Error(`${name} has no grant.`)
    return grant.id
  }

  async serveAsMetadata(name: string | null): Promise<void> {
    await this.change({ instanceMetadata: name as SessionId | null })
  }

  get record(): readonly ActivityEntry[] {
    return this.activity.list()
  }

  /** What the record has, one line for each entry, the newest first. */
  get lines(): readonly string[] {
    return this.record.map(({ session, result }) => {
      const what = result.kind === 'handed-out' ? result.accessKeyId : result.reason
      return `${session?.name ?? '-'}: ${what}`
    })
  }
}
