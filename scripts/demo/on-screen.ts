import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setSceneIn } from '../../test/support/scene.ts'
import type { DemoOptions } from './options.ts'
import { forgetKeys, ownDesktop } from './own-desktop.ts'
import { untilTold } from './until-told.ts'

/** Opens the app on the user's own desktop, set up for the local AWS, and shows the MFA device's codes. */
export async function playOnScreen(options: DemoOptions): Promise<void> {
  const { told, wasTold } = untilTold()
  const place = await ownDesktop()
  const profileDir = join(place.folder, 'profile')
  try {
    const { lifeSeconds } = options
    const { aws, alice, app, close } = await setSceneIn(place, { lifeSeconds, app: { profileDir } })
    console.log(`Understudy is open, with three roles of a local AWS at ${aws.url}.`)
    console.log('Click its icon in the tray and choose prod-admin: it asks for an MFA code.')
    console.log('Point a shell at it with the lines under Connect a Tool, then try:')
    console.log(`  aws sts get-caller-identity --endpoint-url ${aws.url}`)
    console.log('Press Ctrl+C here, or quit the app, to end the demo and remove what it has made.\n')
    let gone = false
    const ended = app.exited.then(() => {
      gone = true
    })
    let shown = ''
    while (!wasTold() && !gone) {
      const code = aws.code(alice.mfaSerial)
      if (code !== shown) console.log(`MFA code of ${alice.mfaSerial}: ${code}`)
      shown = code
      await Promise.race([sleep(500), told, ended])
    }
    await close()
  } finally {
    await forgetKeys(profileDir)
    await place.close()
  }
}
