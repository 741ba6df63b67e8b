import { basename, join } from 'node:path'
import { app, BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions, shell } from 'electron'
import type { Clock } from '../core/clock.ts'
import type { Configurations, ConfigurationView } from '../core/configuration/configurations.ts'
import { done, type Result, succeed } from '../core/failures/failure.ts'
import type { Activity, ActivityEntry } from '../core/tools/activity.ts'

const FILE_NAME = 'understudy-configuration.json'
const JSON_FILES = [{ name: 'JSON', extensions: ['json'] }]

export interface FilesParts {
  readonly clock: Clock
  readonly activity: Activity
  readonly configurations: Configurations
  readonly disk: {
    /** Gives the file that was written. */
    exportActivity(folder: string, entries: readonly ActivityEntry[], wall: number): Result<string>
    readConfiguration(path: string): Result<string>
    writeConfiguration(path: string, text: string): Result<void>
  }
}

/** What the user takes out of the app as a file, and brings into it. */
export class Files {
  readonly #parts: FilesParts

  constructor(parts: FilesParts) {
    this.#parts = parts
  }

  /** Into the folder for downloads. */
  exportActivity(): Result<void> {
    const { clock, activity, disk } = this.#parts
    const entries = [...activity.list()].reverse()
    const saved = disk.exportActivity(app.getPath('downloads'), entries, clock.wall())
    if (!saved.ok) return saved
    shell.showItemInFolder(saved.value)
    return done
  }

  /** Where the user wants it; nowhere, if he changes his mind. */
  async exportConfiguration(): Promise<Result<void>> {
    const { configurations, disk } = this.#parts
    const path = await chooseNew({
      title: 'Export the Configuration',
      defaultPath: join(app.getPath('downloads'), FILE_NAME),
      filters: JSON_FILES,
    })
    if (path === null) return done
    const written = disk.writeConfiguration(path, configurations.export())
    if (written.ok) shell.showItemInFolder(path)
    return written
  }

  /** Null if the user changes his mind. */
  async previewConfiguration(): Promise<Result<ConfigurationView | null>> {
    const { configurations, disk } = this.#parts
    const path = await choose({
      title: 'Import a Configuration',
      defaultPath: app.getPath('downloads'),
      properties: ['openFile'],
      filters: JSON_FILES,
    })
    if (path === null) return succeed(null)
    const text = disk.readConfiguration(path)
    return text.ok ? configurations.preview(text.value, basename(path)) : text
  }
}

async function choose(options: OpenDialogOptions): Promise<string | null> {
  const parent = BrowserWindow.getFocusedWindow()
  const { filePaths } = await (parent === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options))
  return filePaths[0] ?? null
}

async function chooseNew(options: SaveDialogOptions): Promise<string | null> {
  const parent = BrowserWindow.getFocusedWindow()
  const { canceled, filePath } = await (parent === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(parent, options))
  return canceled || filePath === '' ? null : filePath
}
