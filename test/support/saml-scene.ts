import type { Page } from 'playwright'
import type { SamlProvider } from '../../main/core/catalog/identity.ts'
import type { NewSession, SessionOf } from '../../main/core/sessions/session.ts'
import { addSamlDev, SAML_DEV } from '../local-aws/federated-world.ts'
import type { App } from './app.ts'
import { type Authority, newAuthority } from './certificates.ts'
import { command } from './commands.ts'
import { trust } from './corporate-network.ts'
import type { Desktop } from './desktop.ts'
import { runTool } from './desktop-process.ts'
import type { Person } from './person.ts'
import { type SamlIdp, startSamlIdp } from './saml-idp.ts'
import { type SceneOptions, setScene } from './scene.ts'
import { windowsOnScreen } from './windows-on-screen.ts'

export const USER = 'alice'
export const PASSWORD = 'correct horse battery'

/** The app with a company's sign-in at the local AWS: one provider and one session that starts from it. */
export type SamlScene = Awaited<ReturnType<typeof setScene>> & {
  readonly idp: SamlIdp
  /** Whom the app's Chromium believes. */
  readonly authority: Authority
  /** The provider as the app has it. */
  readonly provider: () => Promise<SamlProvider>
}

/** A scene on a desktop that trusts the identity provider's certificate. */
export async function setSamlScene(
  options: Pick<SceneOptions, 'lifeSeconds' | 'services' | 'app'> = {},
): Promise<SamlScene> {
  const authority = newAuthority('Identity Provider')
  const claims = { roles: [SAML_DEV], sessionName: USER }
  const tls = authority.issue('127.0.0.1')
  const idp = await startSamlIdp({ user: USER, password: PASSWORD, claims, tls })
  let scene: Awaited<ReturnType<typeof setScene>>
  try {
    scene = await setScene({
      ...options,
      furnished: false,
      services: async desktop => {
        await trust(authority, desktop)
        await options.services?.(desktop)
      },
    })
  } catch (error) {
    await idp.close()
    throw error
  }
  const close = async () => {
    await scene.close()
    await idp.close()
  }
  try {
    addSamlDev(scene.aws.world, idp.provider(SAML_DEV.provider))
    const { person, aws } = scene
    await addProvider(person, 'Corp', idp.signInUrl, aws.url)
    await addSamlSession(person, 'corp-dev', 'Corp')
    return { ...scene, idp, authority, close, provider: () => providerOf(person, 'Corp') }
  } catch (error) {
    await close()
    throw error
  }
}

export async function addProvider(person: Person, name: string, signInUrl: string, stsUrl: string) {
  const where = { region: 'eu-central-1', fallbackRegion: null, globalSts: false, stsUrl }
  await command(person, 'addProvider', { provider: { kind: 'saml-provider', name, signInUrl, ...where } })
}

async function providerOf(person: Person, name: string): Promise<SamlProvider> {
  const { identities } = await person.waitFor(`${name} is there`, state =>
    state.identities.some(each => each.name === name),
  )
  const found = identities.find(each => each.name === name)
  if (found?.kind !== 'saml-provider') throw new Error(`${name} is no SAML provider.`)
  return found
}

/** Gives a session that starts from the provider of this name. */
export async function addSamlSession(
  person: Person,
  name: string,
  provider: string,
  changes: Partial<SessionOf<'AssumeRoleWithSAML'>> = {},
): Promise<void> {
  const { id } = await providerOf(person, provider)
  const session: NewSession = {
    name,
    operation: 'AssumeRoleWithSAML',
    source: { kind: 'identity', id },
    roleArn: SAML_DEV.role,
    principalArn: SAML_DEV.provider,
    durationSeconds: null,
    minimumSessionTokenSize: null,
    production: false,
    consent: 'off',
    console: { browser: null, service: null, region: null, durationSeconds: null },
    look: { color: null, group: null, pinned: false },
    sessionPolicies: null,
    ...changes,
  }
  await command(person, 'addSession', { session })
}

/** Types the user's name and password into the company's page. */
export async function signIn(page: Page): Promise<void> {
  await page.getByLabel('User').fill(USER)
  await page.getByLabel('Password').fill(PASSWORD)
  // The window is closed by the click, and the driver may hear of that first.
  await page
    .getByRole('button', { name: 'Sign in' })
    .click({ noWaitAfter: true })
    .catch(() => undefined)
}

/** The pages that are not the app's own; also those which nobody sees. */
export const foreignPages = (app: App) => app.windows().filter(page => !page.url().startsWith('app://'))

/** The titles of the windows that can be seen. */
export async function titlesSeen({ env }: Pick<Desktop, 'env'>): Promise<readonly string[]> {
  // A window that it has found may be gone by now, and then it fails.
  const titleOf = async (id: string) =>
    (await runTool('xdotool', ['getwindowname', id], { env })).stdout.trim()
  return Promise.all((await windowsOnScreen(env, 'name', '.')).map(titleOf))
}

/** Where the window with this title is on the screen, and how large it is. */
export async function windowPlace({ env }: Pick<Desktop, 'env'>, title: string): Promise<string> {
  const args = ['search', '--onlyvisible', '--name', title, 'getwindowgeometry', '--shell', '%@']
  const { code, stdout, stderr } = await runTool('xdotool', args, { env })
  if (code !== 0) throw new Error(`There is no window ${title}: ${stderr.trim()}`)
  return stdout
}

/** Closes a window as its button does: its page hears of it first. */
export const closeWindow = (page: Page) => page.close({ runBeforeUnload: true })
