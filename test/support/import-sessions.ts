import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileSession } from '../../main/core/configuration/shape.ts'
import { command, lookUp } from './commands.ts'
import type { FileDialogs } from './file-dialogs.ts'
import type { Scene } from './scene.ts'

/** What a configuration's file must say of a role; the rest has its defaults. */
export type FileRole = Pick<Extract<FileSession, { operation: 'AssumeRole' }>, 'name' | 'roleArn'> &
  Partial<Extract<FileSession, { operation: 'AssumeRole' }>>

/** Adds many roles of alice's key in one go: by hand it would be a form, and a write of the settings, for each. */
export async function importRoles(
  { person }: Pick<Scene, 'person'>,
  folder: string,
  dialogs: Pick<FileDialogs, 'answer'>,
  roles: readonly FileRole[],
): Promise<void> {
  const file = join(folder, 'roles.json')
  const sessions = roles.map(role => ({
    operation: 'AssumeRole',
    source: { identity: 'alice' },
    ...role,
  }))
  await writeFile(file, JSON.stringify({ format: 'understudy-configuration', version: 1, sessions }))
  dialogs.answer(file)
  const view = await lookUp(person, 'previewConfiguration', {})
  if (view === null) throw new Error('No file was chosen.')
  await command(person, 'importConfiguration', { id: view.id })
}
