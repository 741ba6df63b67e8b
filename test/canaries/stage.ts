import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EndpointSettings } from '../../main/core/catalog/identity.ts'
import { DEFAULT_CONSOLE } from '../../main/core/sessions/console-settings.ts'
import { DEFAULT_LOOK } from '../../main/core/sessions/session-look.ts'
import { addBob, type DemoUser } from '../local-aws/demo-world.ts'
import { addWebDev } from '../local-aws/federated-world.ts'
import { type BrowserStandIn, makeBrowserStandIn } from '../support/browser-stand-in.ts'
import { command } from '../support/commands.ts'
import { type FileDialogs, startFileDialogs } from '../support/file-dialogs.ts'
import { giveRole } from '../support/given.ts'
import type { Wanted } from '../support/needles.ts'
import { startNotificationService } from '../support/notification-service.ts'
import { newOidcIssuer } from '../support/oidc-issuer.ts'
import { PASSWORD, type SamlScene, setSamlScene } from '../support/saml-scene.ts'
import { Closers } from '../support/scene.ts'
import { startSilentHost } from '../support/silent-host.ts'
import { newMark } from './asking.ts'
import { type BusMonitor, monitorBus } from './bus-monitor.ts'
import { type EchoingSts, startEchoingSts } from './echoing-sts.ts'

/** The app with every kind of secret that it is ever given, and all around it that it talks to. */
export interface Stage {
  readonly scene: SamlScene
  readonly sts: EchoingSts
  readonly where: EndpointSettings
  readonly other: DemoUser
  readonly browser: BrowserStandIn
  readonly dialogs: FileDialogs
  readonly bus: BusMonitor
  readonly tokenFile: string
  /** What the app has in its own environment. */
  readonly env: Readonly<Record<string, string>>
  readonly awsFolder: string
  /** Those that are known before the first call. */
  readonly secrets: readonly Wanted[]
  close(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const closers = new Closers()
  try {
    // Beside the desktop's folder: what a browser has got is no longer the app's.
    const bin = await mkdtemp(join(tmpdir(), 'us-bin-'))
    closers.add(() => rm(bin, { recursive: true, force: true }))
    const temporary = await mkdtemp(join(tmpdir(), 'us-tmp-'))
    closers.add(() => rm(temporary, { recursive: true, force: true }))
    const browser = await makeBrowserStandIn(bin, 'xdg-open')
    const awsSignIn = await startSilentHost()
    closers.add(awsSignIn.close)
    const own = { secret: newMark(), token: newMark() }
    const env = {
      PATH: `${bin}:${process.env['PATH']}`,
      TMPDIR: temporary,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: own.secret,
      AWS_SESSION_TOKEN: own.token,
    }
    let bus: BusMonitor | undefined
    let dialogs: FileDialogs | undefined
    const scene = await setSamlScene({
      services: async desktop => {
        bus = await monitorBus(desktop.busAddress)
        dialogs = await startFileDialogs(desktop.busAddress)
        await startNotificationService(desktop.busAddress)
      },
      app: { env, args: [`--host-resolver-rules=MAP *.aws.amazon.com 127.0.0.1:${awsSignIn.port}`] },
    })
    closers.add(scene.close)
    if (bus === undefined || dialogs === undefined) throw new Error('The bus has no services.')
    const sts = await startEchoingSts(scene.aws.url)
    closers.add(sts.close)
    const where = { region: 'eu-central-1', fallbackRegion: null, globalSts: false, stsUrl: sts.url }
    const other = addBob({ world: scene.aws.world, roles: scene.roles })

    const issuer = await newOidcIssuer('https://oidc.example.com', 'sts.amazonaws.com')
    const webRole = addWebDev(scene.aws.world, issuer.provider)
    const tokenFile = join(bin, 'oidc-token')
    const oidc = await issuer.token()
    await writeFile(tokenFile, oidc, { mode: 0o600 })

    const awsFolder = join(scene.desktop.env['HOME'] ?? '', '.aws')
    await mkdir(awsFolder)
    await writeFile(
      join(awsFolder, 'credentials'),
      `[work]\naws_access_key_id = ${other.accessKeyId}\naws_secret_access_key = ${other.secretAccessKey}\n`,
      { mode: 0o600 },
    )
    await furnish(scene, where, webRole, tokenFile)
    const { alice } = scene
    const secrets: Wanted[] = [
      { name: 'the key of alice', value: alice.secretAccessKey },
      { name: 'the key in ~/.aws', value: other.secretAccessKey },
      { name: 'the seed of alice’s MFA device', value: alice.mfaSecret },
      { name: 'the seed of the other MFA device', value: other.mfaSecret },
      { name: 'the password at the company', value: PASSWORD },
      { name: 'the OIDC token', value: oidc },
      { name: 'the OIDC token’s signature', value: oidc.split('.').at(-1) ?? '' },
      { name: 'the key in the environment', value: own.secret },
      { name: 'the session token in the environment', value: own.token },
    ]
    const stage = { scene, sts, where, other, browser, dialogs, bus, tokenFile, env, awsFolder, secrets }
    return { ...stage, close: closers.close }
  } catch (error) {
    await closers.close()
    throw error
  }
}

async function furnish(
  { person, alice, roles }: SamlScene,
  where: EndpointSettings,
  webRole: string,
  tokenFile: string,
): Promise<void> {
  const { accessKeyId, secretAccessKey, mfaSerial } = alice
  const key = { accessKeyId, secretAccessKey }
  await command(person, 'addKey', { settings: { ...where, name: 'alice', mfaSerial }, key })
  await command(person, 'addProvider', {
    provider: { kind: 'oidc-provider', name: 'CI', token: { kind: 'file', path: tokenFile }, ...where },
  })
  const { identities } = await person.waitFor('all are there', state => state.identities.length === 3)
  const idOf = (name: string) => {
    const found = identities.find(each => each.name === name)
    if (found === undefined) throw new Error(`There is no ${name}.`)
    return { kind: 'identity', id: found.id } as const
  }
  await giveRole(person, 'dev-readonly', { roleArn: roles.devReadonly, source: idOf('alice'), mfa: 'none' })
  await giveRole(person, 'prod-admin', {
    roleArn: roles.prodAdmin,
    source: idOf('alice'),
    mfa: 'session-token',
  })
  await giveRole(person, 'coded', { roleArn: roles.prodAdmin, source: idOf('alice'), mfa: 'own-code' })
  const guarded = { roleArn: roles.devReadonly, source: idOf('alice'), mfa: 'none' } as const
  await giveRole(person, 'guarded', { ...guarded, production: true })
  await giveRole(person, 'asked-about', { ...guarded, consent: 'first-use' })
  await command(person, 'addSession', {
    session: {
      name: 'ci-dev',
      operation: 'AssumeRoleWithWebIdentity',
      source: idOf('CI'),
      roleArn: webRole,
      roleSessionName: null,
      providerId: null,
      sessionPolicies: null,
      durationSeconds: null,
      minimumSessionTokenSize: null,
      production: false,
      consent: 'off',
      console: DEFAULT_CONSOLE,
      look: DEFAULT_LOOK,
    },
  })
}
