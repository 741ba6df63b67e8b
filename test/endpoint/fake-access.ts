import type { Credentials } from '../../main/core/broker/credentials.ts'
import type { Handout } from '../../main/core/broker/handout.ts'
import { Secret } from '../../main/core/secret.ts'
import type { Answer, Door } from '../../main/core/tools/access.ts'
import type { GrantId } from '../../main/core/tools/grants.ts'
import type { Lineage, Route } from '../../main/core/tools/tool.ts'

/** Answers as it is told, and keeps what it was asked and told. */
export class FakeAccess {
  handout: () => Handout
  lineageMatters = false
  asked = 0
  readonly lineages: Lineage[] = []
  readonly noted: { readonly answer: Answer; readonly lineage: Lineage }[] = []
  readonly denials: {
    readonly route: Route | null
    readonly reason: string
    readonly grant: GrantId | null
  }[] = []

  constructor(handout: () => Handout = () => held('ASIA1')) {
    this.handout = handout
  }

  needsLineage(): boolean {
    return this.lineageMatters
  }

  ask(door: Door, lineage: Lineage): Answer {
    this.asked += 1
    this.lineages.push(lineage)
    return { door, grant: null, session: null, handout: this.handout() }
  }

  note(answer: Answer, lineage: Lineage): void {
    this.noted.push({ answer, lineage })
  }

  noteDenied(route: Route | null, reason: string, grant: GrantId | null = null): void {
    this.denials.push({ route, reason, grant })
  }
}

export function credentials(accessKeyId: string, expiration = Date.UTC(2030, 0, 1)): Credentials {
  return {
    accessKeyId,
    secretAccessKey: new Secret('canary-secret'),
    sessionToken: new Secret('canary-token/+='),
    expiration,
    arn: 'arn:aws:sts::111122223333:assumed-role/admin/alice',
    account: '111122223333',
  }
}

export function held(accessKeyId: string, expiration?: number): Handout {
  const given = credentials(accessKeyId, expiration)
  return { kind: 'ready', held: { credentials: given, obtainedAt: 0, endsAt: given.expiration } }
}
