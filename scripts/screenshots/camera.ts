import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright'
import { command } from '../../test/support/commands.ts'
import { runTool } from '../../test/support/desktop-process.ts'
import type { Person } from '../../test/support/person.ts'

export const APPEARANCES = ['light', 'dark'] as const
export type Appearance = (typeof APPEARANCES)[number]

/** Takes pictures of the app's windows into `docs/screenshots/{light,dark}`. */
export class Camera {
  readonly #folder: string
  readonly #only: RegExp | null
  readonly taken: string[] = []

  /** @param only the names of those that are wanted; null for all */
  constructor(folder: string, only: RegExp | null) {
    this.#folder = folder
    this.#only = only
  }

  wants(...names: readonly string[]): boolean {
    return names.some(name => this.#only?.test(name) ?? true)
  }

  /** A window in both appearances. The app follows the preference, as it does for its user. */
  async window(person: Person, page: Page, name: string): Promise<void> {
    if (!this.wants(name)) return
    for (const appearance of APPEARANCES) {
      await setAppearance(person, appearance)
      const isDark = appearance === 'dark'
      await page.waitForFunction(
        dark => window.matchMedia('(prefers-color-scheme: dark)').matches === dark,
        isDark,
      )
      await this.file(appearance, name, file => page.screenshot({ path: file }))
    }
  }

  /** Any picture: `take` writes it to the file that it is given. */
  async file(appearance: Appearance, name: string, take: (file: string) => Promise<unknown>): Promise<void> {
    const file = path.join(this.#folder, appearance, `${name}.png`)
    await mkdir(path.dirname(file), { recursive: true })
    // What fades or slides has come to rest.
    await sleep(300)
    await take(file)
    // A repository keeps every version for good: 255 colors are enough for what has no photographs in it.
    await runTool('convert', [file, '-strip', '+dither', '-colors', '255', `PNG8:${file}`], {
      env: { PATH: process.env['PATH'] ?? '' },
    })
    this.taken.push(file)
    console.log(path.relative(process.cwd(), file))
  }
}

export async function setAppearance(person: Person, appearance: Appearance): Promise<void> {
  const { preferences } = await person.snapshot()
  await command(person, 'setPreferences', { preferences: { ...preferences, appearance } })
}
