import type { DesktopFailure } from './desktop-failure.ts'
import type { Explanation } from './explanation.ts'
import { assertNever } from './failure.ts'

/** What the desktop does not let the app do, in words. */
export function explainDesktop(failure: DesktopFailure): Explanation {
  switch (failure.kind) {
    case 'no-tray':
      return {
        title:
          failure.reason === 'no-bus'
            ? 'There is no tray icon: no session bus (D-Bus) can be reached.'
            : 'There is no tray icon: nothing on this desktop shows one.',
        advice:
          failure.reason === 'no-bus'
            ? 'Start Understudy from within your desktop session. Until then this window does all that the tray does.'
            : 'On GNOME, install the AppIndicator extension; the icon then comes by itself. Until then this window does all that the tray does.',
      }
    case 'shortcut':
      return failure.reason === 'taken'
        ? {
            title: `The shortcut ${failure.keys} belongs to another program.`,
            advice: 'Choose other keys in the settings, or free these in that program.',
          }
        : {
            title: `This desktop gives the shortcut ${failure.keys} to no program: under Wayland they can’t take one.`,
            advice:
              'In your desktop’s keyboard settings, add a shortcut for the command “understudy --switch”.',
          }
    case 'not-at-login':
      return {
        title: `Whether Understudy starts at login could not be changed (${failure.detail}).`,
        advice: 'Check who may write to the folder for autostart, then try again.',
      }
    case 'not-confirmed':
      return {
        title: `You have not confirmed that it is you, so ${failure.session} was not started.`,
        advice: 'Confirm it again to be asked again, or cancel.',
      }
    default:
      return assertNever(failure)
  }
}
