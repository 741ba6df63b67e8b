import { command } from '../../test/support/commands.ts'
import { runTool } from '../../test/support/desktop-process.ts'
import { setScene } from '../../test/support/scene.ts'
import { type Panel, startPanel } from '../../test/support/tray-panel.ts'
import { APPEARANCES, type Camera, setAppearance } from './camera.ts'
import { furnishTeam } from './furnish.ts'
import { teamWorld } from './team.ts'

/** The tray in a real panel, whose theme is its own: it is started once for each. */
export async function takePanel(camera: Camera): Promise<void> {
  if (!camera.wants('tray-menu')) return
  for (const appearance of APPEARANCES) {
    let panel: Panel | null = null
    const scene = await setScene({
      furnished: false,
      world: teamWorld(),
      beforeApp: async desktop => {
        panel = await startPanel(desktop, { isDark: appearance === 'dark' })
      },
    })
    try {
      await furnishTeam(scene)
      const { person, desktop } = scene
      const dev = (await person.snapshot()).sessions.find(each => each.session.name === 'payments-dev')
      if (dev !== undefined) await command(person, 'switchTo', { id: dev.session.id })
      await person.waitForState('payments-dev', 'live')
      await setAppearance(person, appearance)
      // Nothing is behind the menu: the app goes on without a window.
      await (await person.manager()).close()
      const opened: Panel | null = panel
      if (opened === null) throw new Error('There is no panel.')
      await openMenu(opened)
      await camera.file(appearance, 'tray-menu', async file => {
        await desktop.screenshot(file)
        await runTool('convert', [file, '-crop', '620x520+0+0', '+repage', file], { env: desktop.env })
      })
    } finally {
      await scene.close()
    }
  }
}

function openMenu(panel: Panel): Promise<void> {
  return panel.openMenu()
}
