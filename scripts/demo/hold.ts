import { setTimeout as sleep } from 'node:timers/promises'
import { type Scene, setScene } from '../../test/support/scene.ts'
import type { DemoOptions } from './options.ts'
import { untilTold } from './until-told.ts'

/** Stays up for whoever wants to drive it from outside; nothing is left behind. */
export async function hold(options: DemoOptions): Promise<void> {
  const { told, wasTold } = untilTold()
  const scene = await setScene({ lifeSeconds: options.lifeSeconds })
  try {
    const answering = options.manual ? null : answerPrompts(scene, wasTold)
    if (!options.manual) await startAll(scene)
    console.log(JSON.stringify(await describe(scene, scene.desktop.busAddress)))
    await told
    await answering
  } finally {
    await scene.close()
  }
}

async function startAll({ person }: Scene): Promise<void> {
  await person.click('dev-readonly', 'Make Current')
  for (const name of ['prod-admin', 'audit-chained']) await person.click(name, 'Start')
  await person.waitFor('all sessions are on', ({ sessions }) =>
    sessions.every(each => each.state.kind === 'live' || each.state.kind === 'renewing'),
  )
}

/** Does what a person would, for as long as the demo lasts. */
async function answerPrompts({ aws, alice, app }: Scene, wasTold: () => boolean): Promise<void> {
  while (!wasTold()) {
    const popup = app.windows().find(page => page.url().includes('/prompts/'))
    try {
      const field = popup?.getByRole('textbox').first()
      if (field !== undefined && (await field.isEditable({ timeout: 500 }))) {
        // A code that was used already is refused: then the next one, when it comes.
        await field.fill(aws.code(alice.mfaSerial), { timeout: 500 })
        await field.press('Enter', { timeout: 500 })
      }
    } catch {
      // The popup has gone meanwhile.
    }
    await sleep(200)
  }
}

async function describe({ app, aws, alice, person }: Scene, bus: string): Promise<object> {
  const { endpoint, sessions, current } = await person.snapshot()
  return {
    pid: app.pid,
    profileDir: app.profileDir,
    endpoint: endpoint.kind === 'listening' ? `http://127.0.0.1:${endpoint.port}` : null,
    sessions: sessions.map(({ session, connection }) => ({
      name: session.name,
      url: connection?.url,
      tokenFile: connection?.tokenFile,
      roleArn: session.operation === 'AssumeRole' ? session.roleArn : null,
    })),
    current,
    sts: aws.url,
    mfa: { serial: alice.mfaSerial, secret: alice.mfaSecret },
    bus,
  }
}
