import { runTool } from '../../../test/support/desktop-process.ts'
import { median, type Row } from '../figures.ts'
import type { Stage } from '../stage.ts'

/** The line of a profile, run as a tool runs it, against curl that fetches the same bytes from a bare server. */
export async function measureCredentialProcess(stage: Stage, rounds: number): Promise<readonly Row[]> {
  const { connection, base, scene } = stage
  const line = connection.credentialProcess
  if (line === null) throw new Error('There is no curl on this computer.')
  const { Authorization = '' } = base.headers
  const static_ = `curl --silent --header 'Authorization: ${Authorization}' ${base.url}`
  const time = async (what: string) => {
    const start = performance.now()
    const { code, stdout } = await runTool('/bin/sh', ['-c', what], { env: scene.desktop.env })
    if (code !== 0 || !stdout.includes('AccessKeyId'))
      throw new Error(`${what} ended with ${code}: ${stdout}`)
    return performance.now() - start
  }
  const took: { readonly ours: number; readonly base: number }[] = []
  for (let round = 0; round < rounds; round++)
    took.push({ ours: await time(line), base: await time(static_) })
  return [
    {
      what: 'credential_process, wall time',
      unit: 'ms',
      ours: median(took.map(each => each.ours)),
      base: median(took.map(each => each.base)),
      target: { kind: 'ratio-at-most', limit: 1.05 },
      standing: 2,
    },
  ]
}
