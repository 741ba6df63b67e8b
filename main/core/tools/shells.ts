/** How variables are set and taken away in a shell. */
export interface Shell {
  readonly where: string
  readonly unset: (names: readonly string[]) => string
  readonly set: (name: string, value: string) => string
  /** Undoes what was set, for a user who wants the profiles back. */
  readonly drop: (names: readonly string[]) => string
  /** Whether it is at home on Windows. */
  readonly native: boolean
}

export const bash: Shell = {
  where: 'Run these lines in a bash or zsh, then use your tool there as always.',
  unset: names =>
    inRows(names, 3)
      .map(row => `unset ${row.join(' ')}`)
      .join('\n'),
  set: (name, value) => `export ${name}=${forBash(value)}`,
  drop: names => `unset ${names.join(' ')}`,
  native: false,
}

export const fish: Shell = {
  where: 'Run these lines in a fish, then use your tool there as always.',
  // A universal one is in all of the user's shells for good, and no other variable hides it from programs.
  unset: names =>
    [
      `for aws_name in ${names.join(' ')}`,
      '    set --erase --global $aws_name',
      '    if set --query --universal $aws_name',
      '        echo "Still set and may win: to erase it in every fish, run set --erase --universal $aws_name" >&2',
      '    end',
      'end',
    ].join('\n'),
  set: (name, value) => `set --global --export ${name} ${forFish(value)}`,
  drop: names => `set --erase --global ${names.join(' ')}`,
  native: false,
}

export const powershell: Shell = {
  where: 'Run these lines in a PowerShell, then use your tool there as always.',
  unset: names =>
    inRows(names, 3)
      .map(row => `${remove(row)} -ErrorAction SilentlyContinue`)
      .join('\n'),
  set: (name, value) => `$env:${name} = ${forPowerShell(value)}`,
  drop: names => remove(names),
  native: true,
}

function remove(names: readonly string[]): string {
  return `Remove-Item -Path ${names.map(name => `Env:${name}`).join(', ')}`
}

function inRows<T>(all: readonly T[], length: number): readonly (readonly T[])[] {
  return all.length === 0 ? [] : [all.slice(0, length), ...inRows(all.slice(length), length)]
}

/** What no shell gives a meaning to. */
const PLAIN = /^[\w./:=-]+$/

export function forBash(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function forFish(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll(/['\\]/g, '\\$&')}'`
}

/** Five characters are a single quote to PowerShell, and any two of them in a row are the second one. */
function forPowerShell(text: string): string {
  return `'${text.replaceAll(/['‘’‚‛]/g, '$&$&')}'`
}
