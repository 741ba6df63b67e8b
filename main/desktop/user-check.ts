import type { SystemPreferences } from 'electron'

/** The system's own check of who is there, where it has one: Touch ID. True where it has none. */
export async function isUser(
  system: Pick<SystemPreferences, 'canPromptTouchID' | 'promptTouchID'>,
  platform: NodeJS.Platform,
  reason: string,
): Promise<boolean> {
  if (platform !== 'darwin' || !system.canPromptTouchID()) return true
  return system.promptTouchID(reason).then(
    () => true,
    () => false,
  )
}
