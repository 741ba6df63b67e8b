import { app, dialog, protocol, type Session } from 'electron'
import { SystemClock } from './clock.ts'
import { confineContents, fetchNoDictionaries, registerScheme } from './desktop/security.ts'
import { runDoctorCommand, wantsDoctor } from './doctor-command.ts'
import { findCurl } from './endpoint/curl.ts'
import { start } from './start.ts'

const clock = new SystemClock()
const folder = import.meta.dirname
/** The sessions of companies' sign-in pages, which are not the app's own. */
const outside = new WeakSet<Session>()

if (wantsDoctor(process.argv)) runDoctorCommand(folder)
// Before anything is read or written: a second start only brings the first one's window up.
else if (app.requestSingleInstanceLock()) {
  registerScheme(protocol)
  confineContents(app, outside)
  fetchNoDictionaries(app)
  // Chromium would write the keys of its TLS connections to that file: with them a recorded call can be read.
  delete process.env['SSLKEYLOGFILE']
  // They are nothing to the app, and a browser that it starts would have them too.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    delete process.env[name]
  // Small windows are drawn as quickly without the GPU's process, which costs some 50 MB.
  app.disableHardwareAcceleration()
  // As the package has it: Windows shows no notification of a program that it does not know by such a name.
  app.setAppUserModelId('dev.understudy.app')
  // Here, where Chromium is not up yet: later, to start a program takes three times as long.
  const curl = findCurl(process.env['PATH'] ?? '', process.platform)
  // Not awaited: at the top level of a module that would keep the app from ever being ready.
  void app
    .whenReady()
    .then(() => start({ clock, dice: Math.random, folder, outside, curl }))
    .catch((error: unknown) => {
      dialog.showErrorBox(
        'Understudy could not start',
        error instanceof Error ? error.message : String(error),
      )
      app.exit(1)
    })
} else app.quit()
