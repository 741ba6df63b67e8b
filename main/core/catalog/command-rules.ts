import { type Problem, problem } from '../failures/problem.ts'

/** What the user has typed to be started, without a shell. */
export interface TypedCommand {
  readonly program: string
  readonly arguments: readonly string[]
}

/** The program among them. */
const MOST_WORDS = 32

/** @param purpose what the program is for, after its name: "prints the token" */
export function checkCommand(field: string, command: TypedCommand, purpose: string): readonly Problem[] {
  const words = [command.program, ...command.arguments]
  if (command.program.trim() === '') return problem(field, `Name the program that ${purpose}.`)
  if (words.some(word => word.includes('\0'))) return problem(field, 'A command holds no NUL.')
  return words.length <= MOST_WORDS
    ? []
    : problem(field, `A command has ${MOST_WORDS} words at most; this has ${words.length}.`)
}
