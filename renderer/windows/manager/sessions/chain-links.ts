import { chainOf } from '../../../../main/core/broker/chain.ts'
import type { CatalogData } from '../../../../main/core/catalog/catalog-data.ts'
import { explain } from '../../../../main/core/failures/explain.ts'
import type { Explanation } from '../../../../main/core/failures/explanation.ts'
import { targetOf } from '../../../../main/core/sessions/session-target.ts'
import type { IdentityView, SessionView, Snapshot } from '../../../../main/core/snapshot/snapshot.ts'
import { outlineOf, type StepView } from '../../../../main/core/snapshot/steps.ts'
import { lifeOf } from './session-rows.ts'

export interface ChainLink {
  readonly step: StepView
  /** The session that it is the call of; null for the token of a code. */
  readonly view: SessionView | null
  /** "Admin in 111122223333" */
  readonly about: string
  /** How long its credentials live when they are new (ms). */
  readonly life: number
}

export type ChainView =
  | { readonly kind: 'whole'; readonly identity: IdentityView | null; readonly links: readonly ChainLink[] }
  /** What it is made of does not fit together. */
  | { readonly kind: 'broken'; readonly why: Explanation }

/** The way from an identity to the session: as it is, or as it will be where the session is off. */
export function chainViewOf(view: SessionView, snapshot: Snapshot, catalog: CatalogData): ChainView {
  const { id } = view.session
  const leaf = view.steps.length > 0 ? null : chainOf(catalog, id)
  if (leaf?.ok === false) return { kind: 'broken', why: explain(leaf.failure) }
  const steps = leaf === null ? view.steps : outlineOf(catalog, id, leaf.value)
  const byName = new Map(snapshot.sessions.map(each => [each.session.name, each]))
  const links = steps.map(step => linkOf(step, step.session === null ? undefined : byName.get(step.session)))
  return { kind: 'whole', identity: identityAtStart(view, snapshot), links }
}

/** What a call gives that is not a session of the user's: the token that an MFA code is given for (ms). */
const TOKEN_LIFE = 43_200_000

function linkOf(step: StepView, view: SessionView | undefined): ChainLink {
  if (view === undefined)
    return { step, view: null, about: 'one MFA code for all roles of the device', life: TOKEN_LIFE }
  const { session, account } = view
  const where = account === '' ? '' : ` in ${account}`
  return { step, view, about: `${targetOf(session)}${where}`, life: lifeOf(session) * 1_000 }
}

function identityAtStart({ session }: SessionView, snapshot: Snapshot): IdentityView | null {
  const { source } = session
  if (source.kind === 'identity') return snapshot.identities.find(each => each.id === source.id) ?? null
  const before = snapshot.sessions.find(each => each.session.id === source.id)
  return before === undefined ? null : identityAtStart(before, snapshot)
}
