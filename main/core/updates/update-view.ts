import { explain } from '../failures/explain.ts'
import type { Explanation } from '../failures/explanation.ts'
import { assertNever } from '../failures/failure.ts'
import type { Offer, UpdateStep, Updates } from './updates.ts'

export interface UpdateView {
  /** Where it looks. */
  readonly host: string
  /** Where a person finds what there is to download. */
  readonly page: string
  readonly isLooking: boolean
  /** When it looked last (epoch ms), and why in vain; null before the first time. */
  readonly lastLook: { readonly at: number; readonly why: Explanation | null } | null
  readonly offer: OfferView | null
}

export interface OfferView {
  readonly version: string
  /** That the user does not want to hear of it again. */
  readonly isSkipped: boolean
  readonly step: StepView
  /** Why the last step failed. */
  readonly why: Explanation | null
}

type StepView =
  | { readonly kind: 'offered'; readonly canDownload: boolean; readonly bytes: number | null }
  | { readonly kind: 'downloading'; readonly percent: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'installing' }

export interface UpdateViewParts extends Pick<UpdateView, 'host' | 'page'> {
  /** The version that the user does not want. */
  readonly skipped: string | null
  /** From {@link Clock.now} to epoch ms. */
  readonly toWall: (time: number) => number
}

export function viewUpdates(
  updates: Pick<Updates, 'offer' | 'lastLook' | 'isLooking'>,
  { host, page, skipped, toWall }: UpdateViewParts,
): UpdateView {
  const { offer, lastLook, isLooking } = updates
  return {
    host,
    page,
    isLooking,
    lastLook:
      lastLook === null
        ? null
        : { at: toWall(lastLook.at), why: lastLook.why === null ? null : explain(lastLook.why) },
    offer: offer === null ? null : viewOffer(offer, skipped),
  }
}

function viewOffer({ release, step, why }: Offer, skipped: string | null): OfferView {
  return {
    version: release.version,
    isSkipped: release.version === skipped,
    step: viewStep(step),
    why: why === null ? null : explain(why),
  }
}

function viewStep(step: UpdateStep): StepView {
  switch (step.kind) {
    case 'offered':
      return { kind: 'offered', canDownload: step.file !== null, bytes: step.file?.size ?? null }
    case 'downloading':
      // Down, since it is not whole before it is.
      return { kind: 'downloading', percent: Math.floor((100 * step.received) / step.file.size) }
    case 'ready':
    case 'installing':
      return { kind: step.kind }
    default:
      return assertNever(step)
  }
}
