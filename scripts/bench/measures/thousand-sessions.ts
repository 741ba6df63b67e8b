import { resolve } from 'node:path'
import { electronExecutable, launchApp } from '../../../test/support/app.ts'
import { runTool } from '../../../test/support/desktop-process.ts'
import { until } from '../../../test/support/desktop-wait.ts'
import { keystrokes } from '../../../test/support/keystrokes.ts'
import { setScene } from '../../../test/support/scene.ts'
import { makeCrowd } from '../../screenshots/furnish.ts'
import { percentile, type Row } from '../figures.ts'

const menuProgram = resolve(import.meta.dirname, '../../../test/desktop/crowd-in-menu.ts')
const LETTERS = 'payments 01<<<<<<<<<<<data 02<<<<<<<web 9<<<<<'

export async function measureThousandSessions(): Promise<readonly Row[]> {
  return [await measureMenu(), await measureKey()]
}

/** The tray's menu, made and compared, in the app's own engine. */
async function measureMenu(): Promise<Row> {
  const env = { PATH: process.env['PATH'] ?? '', ELECTRON_RUN_AS_NODE: '1' }
  const { code, stdout, stderr } = await runTool(electronExecutable(), ['--import', 'tsx', menuProgram], {
    env,
  })
  if (code !== 0) throw new Error(`The menu was not made: ${stderr}`)
  const { thousand }: { thousand: number } = JSON.parse(stdout)
  return {
    what: 'tray menu of 1,000 sessions',
    unit: 'ms',
    ours: thousand,
    base: null,
    target: { kind: 'at-most', limit: 5 },
  }
}

/** From a key's own event in the switcher until what it has changed is painted. */
async function measureKey(): Promise<Row> {
  const scene = await setScene()
  try {
    const { app, desktop } = scene
    await app.quit()
    await makeCrowd(app.profileDir)
    const again = await launchApp({ desktop, profileDir: app.profileDir, args: ['--switch'] })
    try {
      const page = await again.window(/switcher/)
      await page.getByRole('option').first().waitFor()
      await until(
        'all thousand are listed',
        async () => (await page.getByRole('option').first().getAttribute('aria-setsize')) === '1000',
      )
      // The first keys are slow with any list: the engine has not seen them.
      await keystrokes(page, LETTERS)
      const times = await keystrokes(page, LETTERS.repeat(3))
      return {
        what: 'a key in the switcher, p95',
        unit: 'ms',
        ours: percentile(times, 0.95),
        base: null,
        target: { kind: 'at-most', limit: 16 },
      }
    } finally {
      await again.quit()
    }
  } finally {
    await scene.close()
  }
}
