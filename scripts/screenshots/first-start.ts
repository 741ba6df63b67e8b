import { command } from '../../test/support/commands.ts'
import { setScene } from '../../test/support/scene.ts'
import type { Camera } from './camera.ts'
import { writeAwsFiles } from './furnish.ts'
import { teamWorld } from './team.ts'

/** What somebody sees who has just installed the app, with a key and two roles in the AWS files. */
export async function takeFirstStart(camera: Camera): Promise<void> {
  if (!camera.wants('first-start', 'import')) return
  const scene = await setScene({ furnished: false, world: teamWorld() })
  try {
    const { person, desktop } = scene
    await writeAwsFiles(desktop.env['HOME'] ?? '', scene)
    await command(person, 'lookAtAwsFiles', {})
    const page = await person.manager()
    const start = page.getByRole('button', { name: /^Import/ }).first()
    await start.waitFor()
    await camera.window(person, page, 'first-start')
    await start.click()
    await page.getByRole('dialog').getByRole('checkbox').first().waitFor()
    await camera.window(person, page, 'import')
  } finally {
    await scene.close()
  }
}
