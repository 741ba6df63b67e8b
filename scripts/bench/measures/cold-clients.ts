import { readFile } from 'node:fs/promises'
import { command } from '../../../test/support/commands.ts'
import { askEndpoint } from '../../../test/support/endpoint-client.ts'
import { setScene } from '../../../test/support/scene.ts'
import type { Row } from '../figures.ts'

const CLIENTS = 1_000

/** A thousand tools that ask at once for what nobody has yet, and that a code is needed for: calls of STS, and prompts. */
export async function measureColdClients(): Promise<readonly Row[]> {
  const scene = await setScene()
  try {
    const { person, aws, alice } = scene
    const prompts = await person.countPrompts()
    const { url, tokenFile } = await person.connectionOf('prod-admin')
    const headers = { Authorization: await readFile(tokenFile, 'utf8') }
    const crowd = () => Promise.all(Array.from({ length: CLIENTS }, () => askEndpoint(url, headers)))
    await crowd()
    const [prompt] = (await person.waitFor('a code is asked for', state => state.prompts.length > 0)).prompts
    if (prompt === undefined) throw new Error('No code is asked for.')
    await command(person, 'answerPrompt', { id: prompt.id, code: aws.code(alice.mfaSerial) })
    await person.waitForState('prod-admin', 'live')
    const answers = await crowd()
    const failed = answers.filter(({ status }) => status !== 200).length
    if (failed > 0) throw new Error(`${failed} of ${CLIENTS} clients got nothing.`)
    const calls = aws.calls().filter(call => call.operation === 'AssumeRole').length
    return [
      {
        what: 'AssumeRole for 1,000 clients',
        unit: '',
        ours: calls,
        base: null,
        target: { kind: 'exactly', value: 1 },
      },
      {
        what: 'prompts for 1,000 clients',
        unit: '',
        ours: await prompts(),
        base: null,
        target: { kind: 'exactly', value: 1 },
      },
    ]
  } finally {
    await scene.close()
  }
}
