import type { AwsFilesView } from '../../main/core/aws-files/files-view.ts'

/** Files that are not there, and nothing of ours in them. */
export const noAwsFiles: AwsFilesView = {
  paths: { config: '/home/alice/.aws/config', credentials: '/home/alice/.aws/credentials' },
  profiles: [],
  edits: [],
  why: null,
  warnings: [],
  importable: 0,
}
