import type { IniFile } from './ini.ts'

const HIDDEN = '••••••••'

/** Keys whose values are, or may hold, what nobody else may see. */
const SENSITIVE = /secret|token|password|passwd|credential_process|^aws_access_key_id$/
/** Those among them that only say where something is. */
const HARMLESS = new Set(['web_identity_token_file', 'sso_registration_scopes'])

/** What looks like an access key's id, or like a secret one, wherever it stands: users keep old ones in comments. */
const KEY_ID = /\b(A[KS]IA[A-Z0-9]{8,})([A-Z0-9]{4})\b/g
const SECRET = /[A-Za-z0-9/+]{40,}={0,2}/g

/**
 * The lines of a file as they may be shown: of a key's id the last four characters, of a program its name, of a secret
 * nothing.
 */
export function shownLines(file: IniFile): readonly string[] {
  const keyOf = new Map<number, { readonly key: string; readonly isFirst: boolean }>()
  for (const { settings } of file.sections)
    for (const { key, first, last } of settings)
      for (let index = first; index <= last; index++) keyOf.set(index, { key, isFirst: index === first })
  return file.lines.map(({ text }, index) => {
    const setting = keyOf.get(index)
    if (setting === undefined || !SENSITIVE.test(setting.key) || HARMLESS.has(setting.key))
      return withoutKeys(text)
    if (!setting.isFirst) return text.trim() === '' ? text : HIDDEN
    return text.replace(
      /^([^=:]*[=:]\s*)(.*)$/,
      (_all, before: string, value: string) => before + hide(setting.key, value),
    )
  })
}

function hide(key: string, value: string): string {
  if (value === '') return value
  if (key === 'aws_access_key_id') return `••••${value.slice(-4)}`
  if (key !== 'credential_process') return HIDDEN
  const [program = ''] = /^("[^"]*"|'[^']*'|\S+)/.exec(value) ?? []
  return program === value ? withoutKeys(value) : `${withoutKeys(program)} …`
}

function withoutKeys(text: string): string {
  return text.replace(KEY_ID, (_all, _id, last: string) => `••••${last}`).replace(SECRET, HIDDEN)
}
