import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, session } from 'electron'
import type { Clock } from './core/clock.ts'
import { fail, type Result } from './core/failures/failure.ts'
import type { Preferences } from './core/preferences.ts'
import { wallTimeOf } from './core/snapshot/state-views.ts'
import { channelFile } from './core/updates/release.ts'
import { type UpdateView, viewUpdates } from './core/updates/update-view.ts'
import { Updates } from './core/updates/updates.ts'
import { withoutPurpose } from './desktop/starts.ts'
import { type FeedAddress, readFeedAddress } from './updates/feed-address.ts'
import { installationOf } from './updates/installation.ts'
import { ReleaseInstaller } from './updates/installer.ts'

interface Parts {
  readonly app: App
  readonly clock: Clock
  readonly settings: {
    readonly preferences: Preferences
    savePreferences(chosen: Preferences): Result<void>
  }
  /** Closes all that is open, has `last` start what comes next, and ends the app. */
  readonly leave: (last: () => Promise<void>) => void
  readonly onChange: () => void
}

/** What the user can do about newer versions, and what is seen of them. */
export interface OpenUpdates {
  /** Null where the build looks for none. */
  readonly state: Updates | null
  readonly view: () => UpdateView | null
  readonly applyChoice: () => void
  readonly look: () => void
  readonly download: () => void
  readonly cancel: () => void
  readonly skip: () => Result<void>
  readonly install: () => void
  readonly close: () => void
}

export function openUpdates({ app, clock, settings, leave, onChange }: Parts): OpenUpdates {
  const address = readFeedAddress(JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')))
  if (address === null) return lookingForNone
  const updates = new Updates({
    clock,
    running: app.getVersion(),
    feed: { read: () => readFeed(clock, address) },
    installer: installerFor(app, clock, address, leave),
    mayLook: () => settings.preferences.lookForUpdates,
    onChange,
  })
  return {
    state: updates,
    view: () =>
      viewUpdates(updates, {
        host: address.url.host,
        page: address.page,
        skipped: settings.preferences.skippedUpdate,
        toWall: wallTimeOf(clock),
      }),
    applyChoice: () => updates.applyChoice(),
    look: () => void updates.look(),
    download: () => void updates.download(),
    cancel: () => updates.cancel(),
    skip() {
      const { offer } = updates
      if (offer === null) return fail({ kind: 'not-found', what: 'update' })
      const saved = settings.savePreferences({
        ...settings.preferences,
        skippedUpdate: offer.release.version,
      })
      onChange()
      return saved
    },
    install: () => void updates.install(),
    close: () => updates.close(),
  }
}

const nothing = (): void => {}

const lookingForNone: OpenUpdates = {
  state: null,
  view: () => null,
  applyChoice: nothing,
  look: nothing,
  download: nothing,
  cancel: nothing,
  skip: () => fail({ kind: 'not-found', what: 'update' }),
  install: nothing,
  close: nothing,
}

async function readFeed(clock: Clock, { url, key }: FeedAddress) {
  // Only now: most of the time nobody looks.
  const { readSignedFeed } = await import('./updates/signed-feed.ts')
  return readSignedFeed({
    clock,
    url,
    key,
    channelFile: channelFile(process.platform, process.arch),
    fetch: (address, init) => {
      const ours = session.fromPartition('updates', { cache: false })
      // Else it would be Chromium’s, with versions and the system’s name in it.
      ours.setUserAgent('Understudy')
      return ours.fetch(address, init)
    },
  })
}

function installerFor(
  app: App,
  clock: Clock,
  { url }: FeedAddress,
  leave: Parts['leave'],
): ReleaseInstaller | null {
  const { platform, env, arch } = process
  const installation = installationOf({
    platform,
    env,
    executable: process.execPath,
    isPackaged: app.isPackaged,
  })
  if (installation === null) return null
  const args = withoutPurpose(process.argv.slice(1))
  return new ReleaseInstaller({ installation, arch, folder: url, clock, leave, args, env })
}
