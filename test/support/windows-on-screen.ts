import { runTool } from './desktop-process.ts'
import { until } from './desktop-wait.ts'

/** The ids of the windows that are seen and whose title or class is like that; none where there is no such window. */
export async function windowsOnScreen(
  env: NodeJS.ProcessEnv,
  by: 'name' | 'class',
  pattern: string,
): Promise<readonly string[]> {
  const args = ['search', '--onlyvisible', `--${by}`, pattern]
  let trouble = ''
  const look = async () => {
    const { stdout, stderr } = await runTool('xdotool', args, { env })
    trouble = stderr.trim()
    // Where any window of the screen goes while it is looked at, the search ends there: what it has found is not all.
    return trouble === '' ? { ids: stdout.split('\n').filter(id => id !== '') } : null
  }
  return (await until(`a search for windows by ${by} ${pattern}`, look, { details: () => trouble })).ids
}
