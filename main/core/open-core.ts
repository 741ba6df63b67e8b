import { Broker, type BrokerParts } from './broker/broker.ts'
import { type KeptTokenIndex, KeptTokens } from './broker/kept-tokens.ts'
import { Prompts } from './broker/mfa.ts'
import { Surroundings } from './broker/surroundings.ts'
import { Catalog, type CatalogStore } from './catalog/catalog.ts'
import type { CatalogData } from './catalog/catalog-data.ts'
import { Keys } from './catalog/keys.ts'
import type { Clock } from './clock.ts'
import { Clicks } from './consent/clicks.ts'
import { Consents } from './consent/consent.ts'
import { Leases } from './consent/leases.ts'
import type { Notices } from './failures/notices.ts'
import { Inquiries, type InquiryParts } from './inquiries.ts'
import type { Preferences } from './preferences.ts'
import type { SecretStore } from './secret-store.ts'
import type { SessionId } from './sessions/session.ts'
import type { Lookups } from './sts/lookups.ts'
import { Access } from './tools/access.ts'
import { Activity, type ActivityStore } from './tools/activity.ts'

export interface CoreParts {
  readonly clock: Clock
  /** 0 ≤ dice() < 1 */
  readonly dice: () => number
  readonly newId: () => string
  readonly settings: CatalogStore &
    KeptTokenIndex & { readonly catalog: CatalogData; readonly preferences: Preferences }
  readonly activityFile: ActivityStore
  readonly keychain: SecretStore
  readonly aws: { readonly sts: BrokerParts['sts'] & Lookups; readonly tokens: BrokerParts['tokens'] }
  readonly readAssertion: InquiryParts['readAssertion']
  readonly signIns: BrokerParts['signIns'] & InquiryParts['signIns']
  readonly notices: Notices
  readonly onChange: () => void
  /** Called after the core itself knows of it. */
  readonly onCatalogChange: () => void
  /** The lease of a production session has run out. */
  readonly onLeaseEnd: (id: SessionId) => void
  /** The user's absence has made everything be forgotten. */
  readonly onForgotten: () => void
}

/** Puts the core together: each part gets the others that it needs, and nothing else. */
export function openCore(parts: CoreParts) {
  const { clock, dice, newId, settings, keychain, aws, signIns, notices, onChange } = parts
  const catalog = new Catalog(settings.catalog, settings, newId, () => {
    const { sessions } = catalog.data
    leases.catalogChanged(sessions, id => broker.isOn(id), settings.preferences.leaseMinutes)
    consents.keepOnly(sessions)
    broker.catalogChanged()
    parts.onCatalogChange()
    onChange()
  })
  const keys = new Keys(keychain, catalog, aws.sts, newId)
  const keptTokens = new KeptTokens({
    store: keychain,
    index: settings,
    clock,
    newId,
    wanted: () => settings.preferences.keepSessionTokens,
    onLeft: failure => notices.add(failure),
  })
  const clicks = new Clicks()
  const prompts = new Prompts(clock, newId, clicks, onChange)
  const leases = new Leases({
    clock,
    newId,
    clicks,
    sessions: catalog.data.sessions,
    onChange,
    onEnd: parts.onLeaseEnd,
  })
  const consents = new Consents({ clock, newId, clicks, leases, onChange })
  const activity = new Activity({
    clock,
    store: parts.activityFile,
    onChange,
    onLost: failure => notices.add(failure),
  })
  const broker = new Broker({
    clock,
    dice,
    sts: aws.sts,
    keys,
    tokens: aws.tokens,
    signIns,
    prompts,
    keptTokens,
    catalog: () => catalog.data,
    isFree: session => leases.isFree(session),
    onChange,
  })
  const inquiries = new Inquiries({
    catalog: () => catalog.data,
    broker,
    keys,
    lookups: aws.sts,
    signIns,
    readAssertion: parts.readAssertion,
  })
  const surroundings = new Surroundings({
    broker,
    prompts,
    consents,
    leases,
    keptTokens,
    preferences: () => settings.preferences,
    onForgotten: parts.onForgotten,
  })
  const access = new Access({ catalog: () => catalog.data, broker, consents, activity, onChange })
  return {
    access,
    activity,
    broker,
    catalog,
    consents,
    inquiries,
    keptTokens,
    keys,
    leases,
    prompts,
    surroundings,
  }
}
