import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cluster, corp, samlRole, webRole } from '../../core/recipes.ts'
import { addSamlDev, addWebDev, SAML_DEV } from '../../local-aws/federated-world.ts'
import { selfSigned } from '../../support/certificates.ts'
import { newOidcIssuer, type OidcIssuer } from '../../support/oidc-issuer.ts'
import { type Claims, makeSamlResponse, type Signing, samlProvider } from '../../support/saml-assertion.ts'
import type { LocalApp } from './app.ts'
import { HOME } from './worlds.ts'

const SIGNER = { entityId: 'https://idp.example/metadata', certificate: selfSigned() }
const CLAIMS: Claims = { roles: [SAML_DEV], sessionName: 'alice' }
export const AUDIENCE = 'sts.amazonaws.com'
export const ISSUER = 'https://tokens.example'
const WEB_DEV = `arn:aws:iam::${HOME}:role/web-dev`

/** Adds the role `saml-dev` to the world, and to the app the company's page, which asserts this. */
export async function addCorp(app: LocalApp, claims: Partial<Claims> = {}, signing?: Signing): Promise<void> {
  addSamlDev(app.demo.world, samlProvider(SAML_DEV.provider, SIGNER))
  await app.addProvider(corp)
  asserts(app, claims, signing)
}

/** What the page asserts from now on; with other claims where they are given. */
export function asserts(app: LocalApp, claims: Partial<Claims> = {}, signing?: Signing): void {
  app.signIns.response = () => makeSamlResponse({ ...CLAIMS, ...claims }, SIGNER, Date.now(), signing)
}

export const samlDev = (changes: Parameters<typeof samlRole>[1] = {}) =>
  samlRole('saml', { roleArn: SAML_DEV.role, principalArn: SAML_DEV.provider, ...changes })

export const webDev = (changes: Parameters<typeof webRole>[1] = {}) =>
  webRole('web', { roleArn: WEB_DEV, ...changes })

/** Its first key goes by another name too: with that one a token has a length that it can't have with the first. */
export const OTHER_KID = 'RS-256'

export async function newIssuer(): Promise<OidcIssuer> {
  const issuer = await newOidcIssuer(ISSUER, AUDIENCE)
  const [key = {}] = issuer.provider.keys
  issuer.provider.keys.push({ ...key, kid: OTHER_KID })
  return issuer
}

/** Adds the role `web-dev` to the world, and to the app a provider whose token is in this file. */
export async function addCluster(app: LocalApp, { provider }: OidcIssuer, file: string): Promise<void> {
  addWebDev(app.demo.world, provider)
  await app.addProvider({ ...cluster, token: { kind: 'file', path: file } })
}

/** Files with tokens, in a folder of their own. */
export class TokenFiles {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'us-operations-'))

  write(name: string, text: string): string {
    const file = path.join(this.folder, name)
    writeFileSync(file, text)
    chmodSync(file, 0o600)
    return file
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
