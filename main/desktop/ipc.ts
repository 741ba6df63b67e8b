import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import * as v from 'valibot'
import {
  type Answer,
  type CommandName,
  type Commands,
  channels,
  commandNames,
  type LookUpName,
  type LookUps,
  lookUpNames,
  type Outcome,
  pageNames,
} from '../../preload/contract.ts'
import {
  confirmationKind,
  importAsk,
  importPlace,
  planId,
  profileChange,
} from '../core/aws-files/file-shapes.ts'
import { explain } from '../core/failures/explain.ts'
import { codeOf, type Failure, fail, type Result } from '../core/failures/failure.ts'
import { endpointSettings, grantId, identityId, sessionId } from '../core/shape-parts.ts'
import {
  configurationId,
  confirmationId,
  keySettings,
  leaseMinutes,
  newGrant,
  newProvider,
  newSession,
  preferences,
  promptId,
  provider,
  questionId,
  removalGroup,
  session,
} from '../core/shapes.ts'
import type { Snapshot } from '../core/snapshot/snapshot.ts'
import type { ActivityEntry } from '../core/tools/activity.ts'
import { connectKinds } from '../core/tools/connect.ts'

export type LookUpHandlers = {
  readonly [Name in LookUpName]: (input: LookUps[Name]['input']) => Promise<Result<LookUps[Name]['answer']>>
}

export type Handlers = {
  readonly [Name in CommandName]: (input: Commands[Name]) => Result<void> | Promise<Result<void>>
}

const typed = v.pipe(v.string(), v.maxLength(4096))
const typedKey = v.strictObject({ accessKeyId: typed, secretAccessKey: typed })
const nothing = v.strictObject({})

/** Gives the input if it has the command's shape, else null. */
type Door<Input> = (input: unknown) => Input | null

function door<Input>(shape: v.GenericSchema<unknown, Input>): Door<Input> {
  return input => {
    // An array passes for an object that has no members.
    if (Array.isArray(input)) return null
    const parsed = v.safeParse(shape, input)
    return parsed.success ? parsed.output : null
  }
}

const doors: { readonly [Name in CommandName]: Door<Commands[Name]> } = {
  addKey: door(v.strictObject({ settings: keySettings, key: typedKey })),
  editKey: door(v.strictObject({ id: identityId, settings: keySettings, key: v.nullable(typedKey) })),
  removeKey: door(v.strictObject({ id: identityId })),
  addProvider: door(v.strictObject({ provider: newProvider })),
  editProvider: door(v.strictObject({ provider })),
  removeProvider: door(v.strictObject({ id: identityId })),
  addSession: door(v.strictObject({ session: newSession })),
  editSession: door(v.strictObject({ session })),
  removeSession: door(v.strictObject({ id: sessionId })),
  pinSession: door(v.strictObject({ id: sessionId, pinned: v.boolean() })),
  moveSession: door(v.strictObject({ id: sessionId, before: v.nullable(sessionId) })),
  startSession: door(v.strictObject({ id: sessionId })),
  stopSession: door(v.strictObject({ id: sessionId })),
  switchTo: door(v.strictObject({ id: sessionId })),
  extendLease: door(v.strictObject({ id: sessionId })),
  answerConfirmation: door(v.strictObject({ id: confirmationId, minutes: v.nullable(leaseMinutes) })),
  shortenSession: door(v.strictObject({ id: sessionId, seconds: v.pipe(v.number(), v.integer()) })),
  switchRegion: door(v.strictObject({ id: sessionId, region: typed })),
  giveNewerCode: door(v.strictObject({ id: sessionId })),
  openConsole: door(v.strictObject({ id: sessionId })),
  copyConsoleLink: door(v.strictObject({ id: sessionId })),
  copyText: door(v.strictObject({ text: v.pipe(v.string(), v.maxLength(16_384)) })),
  answerPrompt: door(v.strictObject({ id: promptId, code: v.pipe(v.string(), v.maxLength(64)) })),
  cancelPrompt: door(v.strictObject({ id: promptId })),
  addGrant: door(v.strictObject({ grant: newGrant })),
  revokeGrant: door(v.strictObject({ id: grantId })),
  copyLines: door(v.strictObject({ grant: grantId, kind: v.picklist(connectKinds) })),
  serveInstanceMetadata: door(v.strictObject({ id: v.nullable(sessionId) })),
  answerQuestion: door(
    v.strictObject({ id: questionId, allow: v.boolean(), lease: v.nullable(leaseMinutes) }),
  ),
  exportActivity: door(nothing),
  exportConfiguration: door(nothing),
  importConfiguration: door(v.strictObject({ id: configurationId })),
  removeEverything: door(v.strictObject({ confirmed: v.pipe(v.array(removalGroup), v.maxLength(10)) })),
  applyPlan: door(
    v.strictObject({ id: planId, confirmed: v.pipe(v.array(confirmationKind), v.maxLength(10)) }),
  ),
  lookAtAwsFiles: door(nothing),
  setStartAtLogin: door(v.strictObject({ on: v.boolean() })),
  copyDiagnostics: door(nothing),
  showLog: door(nothing),
  openManager: door(v.strictObject({ page: v.nullable(v.picklist(pageNames)) })),
  showSession: door(v.strictObject({ id: sessionId })),
  openSwitcher: door(nothing),
  closeSwitcher: door(nothing),
  fitPrompts: door(
    v.strictObject({ height: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000)) }),
  ),
  setPreferences: door(v.strictObject({ preferences })),
  retryKeychain: door(nothing),
  retryEndpoint: door(nothing),
  moveEndpoint: door(nothing),
  dismissNotices: door(nothing),
  lookForUpdate: door(nothing),
  downloadUpdate: door(nothing),
  cancelUpdate: door(nothing),
  skipUpdate: door(nothing),
  installUpdate: door(nothing),
}

const lookUpDoors: { readonly [Name in LookUpName]: Door<LookUps[Name]['input']> } = {
  whoAmI: door(v.strictObject({ id: sessionId })),
  previewConfiguration: door(nothing),
  whatToRemove: door(nothing),
  previewChange: door(v.strictObject({ change: profileChange })),
  findImports: door(v.strictObject({ place: importPlace, endpoint: endpointSettings })),
  previewImport: door(v.strictObject({ ask: importAsk })),
  examine: door(nothing),
  licenses: door(nothing),
  samlRoles: door(v.strictObject({ id: identityId })),
  decodeMessage: door(v.strictObject({ id: sessionId, message: v.pipe(v.string(), v.maxLength(16_384)) })),
  findMfaDevices: door(
    v.strictObject({ settings: endpointSettings, key: v.nullable(typedKey), id: v.nullable(identityId) }),
  ),
}

export interface Windows {
  readonly handlers: Handlers
  readonly lookUps: LookUpHandlers
  readonly snapshot: () => Snapshot
  readonly activity: () => readonly ActivityEntry[]
  readonly isOurs: (event: IpcMainInvokeEvent) => boolean
  /** Told once of each way in which something was not taken: it may come again and again. */
  readonly onRefused: (call: string, why: 'sender' | 'shape') => void
}

/**
 * Opens the channels to the windows. A message from anything but the main frame of a window of ours, or of
 * another shape than the command's, is refused before it reaches a handler.
 */
export function answerWindows({ handlers, lookUps, snapshot, activity, isOurs, onRefused }: Windows): void {
  const told = new Set<string>()
  const refused = (call: string, why: 'sender' | 'shape'): void => {
    const which = `${call} ${why}`
    if (!told.has(which)) onRefused(call, why)
    told.add(which)
  }
  const answer = <T>(channel: string, call: string, tell: (input: unknown) => T): void =>
    ipcMain.handle(channel, (event, input: unknown) => {
      if (isOurs(event)) return tell(input)
      refused(call, 'sender')
      throw new Error('Refused.')
    })
  answer(channels.getSnapshot, 'getSnapshot', snapshot)
  answer(channels.getActivity, 'getActivity', activity)
  for (const name of commandNames) open(name)
  for (const name of lookUpNames) openLookUp(name)

  function open<Name extends CommandName>(name: Name): void {
    const handler = handlers[name]
    answer(channels.command(name), name, async (input): Promise<Outcome> => {
      const result = await through(name, doors[name], input, handler)
      return result.ok ? { ok: true } : refusal(result.failure)
    })
  }

  function openLookUp<Name extends LookUpName>(name: Name): void {
    const handler = lookUps[name]
    answer(channels.lookUp(name), name, async (input): Promise<Answer<LookUps[Name]['answer']>> => {
      const result = await through(name, lookUpDoors[name], input, handler)
      return result.ok ? result : refusal(result.failure)
    })
  }

  async function through<Input, T>(
    name: string,
    enter: Door<Input>,
    input: unknown,
    handler: (input: Input) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> {
    const accepted = enter(input)
    if (accepted !== null) return settled(() => handler(accepted))
    refused(name, 'shape')
    return fail({ kind: 'not-taken' })
  }
}

function refusal(failure: Failure): Extract<Outcome, { ok: false }> {
  const problems = failure.kind === 'invalid' ? failure.problems : []
  return { ok: false, explanation: explain(failure), problems }
}

/** A handler that throws has a fault; the window that waits for it is told so like of any other failure. */
async function settled<T>(run: () => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await run()
  } catch (error) {
    return { ok: false, failure: { kind: 'fault', detail: codeOf(error) } }
  }
}
