import type { EndpointSettings } from '../../main/core/catalog/identity.ts'
import { defaultPreferences } from '../../main/core/preferences.ts'
import type { Snapshot } from '../../main/core/snapshot/snapshot.ts'
import type { CommandName, Commands, LookUpName, LookUps, TypedKey } from '../../preload/contract.ts'
import type { DemoUser } from '../local-aws/demo-world.ts'

/** What the inputs are made of. */
export interface Given {
  readonly snapshot: Snapshot
  readonly where: EndpointSettings
  readonly alice: DemoUser
  readonly other: DemoUser
  readonly code: string
  readonly tokenFile: string
}

type Inputs = { readonly [Name in CommandName]: (given: Given) => readonly Commands[Name][] } & {
  readonly [Name in LookUpName]: (given: Given) => readonly LookUps[Name]['input'][]
}

const nothing = () => [{}]

/** An input of each command and look-up, in this order. One that has none does not compile. */
export const exercises: Inputs = {
  addKey: ({ where, other }) => [
    { settings: { ...where, name: 'other', mfaSerial: null }, key: keyOf(other) },
  ],
  editKey: ({ snapshot, where, alice }) =>
    idsOf(snapshot, 'alice').map(id => ({
      id,
      settings: { ...where, name: 'alice', mfaSerial: alice.mfaSerial },
      key: keyOf(alice),
    })),
  findMfaDevices: ({ snapshot, where, alice }) => [
    { settings: where, key: keyOf(alice), id: null },
    ...idsOf(snapshot, 'alice').map(id => ({ settings: where, key: null, id })),
  ],
  removeKey: ({ snapshot }) => [...idsOf(snapshot, 'other'), ...idsOf(snapshot, 'alice')].map(id => ({ id })),
  addProvider: ({ where, tokenFile }) => [
    {
      provider: {
        kind: 'oidc-provider',
        name: 'passing',
        token: { kind: 'file', path: tokenFile },
        ...where,
      },
    },
  ],
  editProvider: ({ snapshot }) =>
    snapshot.identities.flatMap(each => (each.kind === 'iam-user' ? [] : [{ provider: each }])),
  removeProvider: ({ snapshot }) => idsOf(snapshot, 'passing').map(id => ({ id })),
  samlRoles: ({ snapshot }) => idsOf(snapshot, 'Corp').map(id => ({ id })),
  addSession: ({ snapshot }) =>
    sessionsOf(snapshot, 'dev-readonly').map(({ id: _id, ...session }) => ({
      session: { ...session, name: 'passing' },
    })),
  editSession: ({ snapshot }) => sessionsOf(snapshot, 'passing').map(session => ({ session })),
  removeSession: ({ snapshot }) => sessionsOf(snapshot, 'passing').map(({ id }) => ({ id })),
  pinSession: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id, pinned: true })),
  moveSession: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id, before: null })),
  startSession: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
  switchTo: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
  extendLease: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
  answerConfirmation: ({ snapshot }) =>
    snapshot.confirmations.map(({ id }) => ({ id, minutes: defaultPreferences.leaseMinutes })),
  shortenSession: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id, seconds: 900 })),
  switchRegion: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id, region: 'eu-west-1' })),
  giveNewerCode: ({ snapshot }) => sessionsOf(snapshot, 'prod-admin').map(({ id }) => ({ id })),
  answerPrompt: ({ snapshot, code }) => snapshot.prompts.map(({ id }) => ({ id, code })),
  cancelPrompt: ({ snapshot }) => snapshot.prompts.map(({ id }) => ({ id })),
  openConsole: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
  copyConsoleLink: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
  copyText: () => [{ text: 'arn:aws:iam::111122223333:role/dev-readonly' }],
  addGrant: () => [{ grant: { name: 'tool', target: { kind: 'current' }, sessionPolicies: null } }],
  copyLines: ({ snapshot }) =>
    snapshot.grants.slice(0, 1).map(each => ({ grant: each.grant.id, kind: 'bash' })),
  revokeGrant: ({ snapshot }) => snapshot.grants.map(each => ({ id: each.grant.id })),
  serveInstanceMetadata: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
  answerQuestion: ({ snapshot }) => snapshot.questions.map(({ id }) => ({ id, allow: false, lease: null })),
  exportActivity: nothing,
  exportConfiguration: nothing,
  previewConfiguration: nothing,
  // What is shown in a window is known to nobody else: an id of nothing is refused.
  importConfiguration: () => [{ id: 'x' as Commands['importConfiguration']['id'] }],
  previewChange: () => [
    {
      change: {
        kind: 'set-profile',
        profile: { name: 'current', target: { kind: 'current' }, region: null, output: null },
      },
    },
  ],
  findImports: ({ where }) =>
    (['aws-files', 'aws-vault', 'leapp'] as const).map(place => ({ place, endpoint: where })),
  previewImport: ({ where }) => [
    { ask: { place: 'aws-files', choices: [{ name: 'work', point: true }], endpoint: where } },
  ],
  applyPlan: () => [{ id: 'x' as Commands['applyPlan']['id'], confirmed: [] }],
  lookAtAwsFiles: nothing,
  whoAmI: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
  decodeMessage: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id, message: 'AbCd' })),
  examine: nothing,
  licenses: nothing,
  whatToRemove: nothing,
  // Not yet: it ends the app.
  removeEverything: () => [{ confirmed: [] }],
  setStartAtLogin: () => [{ on: true }, { on: false }],
  copyDiagnostics: nothing,
  showLog: nothing,
  openManager: () => [{ page: 'Doctor' }],
  showSession: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
  openSwitcher: nothing,
  closeSwitcher: nothing,
  fitPrompts: () => [{ height: 200 }],
  setPreferences: () => [{ preferences: defaultPreferences }],
  retryKeychain: nothing,
  retryEndpoint: nothing,
  moveEndpoint: nothing,
  dismissNotices: nothing,
  lookForUpdate: nothing,
  downloadUpdate: nothing,
  cancelUpdate: nothing,
  skipUpdate: nothing,
  installUpdate: nothing,
  stopSession: ({ snapshot }) => some(snapshot).map(({ id }) => ({ id })),
}

const keyOf = ({ accessKeyId, secretAccessKey }: DemoUser): TypedKey => ({ accessKeyId, secretAccessKey })

const idsOf = ({ identities }: Snapshot, name: string) =>
  identities.filter(each => each.name === name).map(each => each.id)

const sessionsOf = ({ sessions }: Snapshot, name: string) =>
  sessions.map(each => each.session).filter(each => each.name === name)

const some = (snapshot: Snapshot) => sessionsOf(snapshot, 'dev-readonly')
