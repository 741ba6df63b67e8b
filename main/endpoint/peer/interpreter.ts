/** How an interpreter reads its options: enough to find the script among them. */
interface Grammar {
  /** Options in one letter after which there is code, a module or nothing, but no script. */
  readonly scriptless: string
  /** Options in one letter whose value may be the next argument. */
  readonly valued: string
  /** Options in one letter whose value is the rest of the argument. */
  readonly attached: string
  readonly longScriptless: readonly string[]
  readonly longValued: readonly string[]
  /** Words that may stand before the script. */
  readonly commands: readonly string[]
  /** Whether `-abc` is one option, and not three. */
  readonly wordy: boolean
}

const PLAIN: Grammar = {
  scriptless: '',
  valued: '',
  attached: '',
  longScriptless: [],
  longValued: [],
  commands: [],
  wordy: false,
}

const SHELL: Grammar = {
  ...PLAIN,
  scriptless: 'cs',
  valued: 'oO',
  longValued: ['--rcfile', '--init-file', '--emulate'],
}

const NODE: Grammar = {
  ...PLAIN,
  scriptless: 'epi',
  valued: 'rC',
  longScriptless: ['--eval', '--print', '--interactive', '--test', '--run'],
  longValued: ['--require', '--import', '--loader', '--experimental-loader', '--conditions', '--env-file'],
}

const JAVA: Grammar = {
  ...PLAIN,
  wordy: true,
  longScriptless: ['-m', '--module'],
  longValued: [
    ...['-cp', '-classpath', '--class-path', '-p', '--module-path', '--upgrade-module-path'],
    ...['--add-modules', '--add-exports', '--add-opens', '--add-reads', '--source'],
  ],
}

const RUNTIME: Grammar = {
  ...PLAIN,
  scriptless: 'ep',
  valued: 'rc',
  longScriptless: ['--eval', '--print'],
  longValued: ['--preload', '--require', '--config', '--import-map', '--cwd', '--env-file'],
  commands: ['run'],
}

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  python: { ...PLAIN, scriptless: 'cm', valued: 'WX', longValued: ['--check-hash-based-pycs'] },
  node: NODE,
  nodejs: NODE,
  ruby: { ...PLAIN, scriptless: 'e', valued: 'ICEr', attached: 'FKTWix' },
  perl: { ...PLAIN, scriptless: 'eE', valued: 'I', attached: 'DFMdimx' },
  sh: SHELL,
  bash: SHELL,
  dash: SHELL,
  zsh: SHELL,
  java: JAVA,
  php: { ...PLAIN, scriptless: 'rBRS', valued: 'cdz' },
  deno: RUNTIME,
  bun: RUNTIME,
}

const NAME = /^([a-z]+?)[\d.]*$/

function grammarOf(program: string): Grammar | null {
  const name = NAME.exec(program)?.[1]
  return name !== undefined && Object.hasOwn(GRAMMARS, name) ? (GRAMMARS[name] ?? null) : null
}

/** @param program a base name, such as python3.11 */
export function isInterpreter(program: string): boolean {
  return grammarOf(program) !== null
}

/**
 * The argument that names the script which an interpreter runs. Null in every doubt: any other argument may be a
 * secret, and code after `-c` or `-e` may hold one.
 */
export function scriptArgument(program: string, args: readonly string[]): string | null {
  const grammar = grammarOf(program)
  if (grammar === null) return null
  let commands = grammar.commands
  for (let index = 1; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    if (arg === '--') return args[index + 1] ?? null
    if (/^[-+]./.test(arg)) {
      const option = readOption(grammar, arg)
      if (option === 'scriptless') return null
      if (option === 'takes next') index += 1
    } else if (commands.includes(arg)) commands = []
    else return arg === '-' || arg === '' ? null : arg
  }
  return null
}

function readOption(grammar: Grammar, arg: string): 'scriptless' | 'takes next' | 'alone' {
  if (grammar.wordy || arg.startsWith('--')) {
    const [name = '', value] = arg.split('=', 2)
    if (grammar.longScriptless.includes(name)) return 'scriptless'
    return value === undefined && grammar.longValued.includes(name) ? 'takes next' : 'alone'
  }
  const letters = arg.slice(1)
  for (const [at, letter] of [...letters].entries()) {
    if (grammar.scriptless.includes(letter)) return 'scriptless'
    if (grammar.attached.includes(letter)) return 'alone'
    if (grammar.valued.includes(letter)) return at === letters.length - 1 ? 'takes next' : 'alone'
  }
  return 'alone'
}
