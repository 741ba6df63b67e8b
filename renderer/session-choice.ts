import type { Session } from '../main/core/sessions/session.ts'

/** A session where there can be only text, as in a list of choices: with the mark of production in it. */
export function choiceOf({ id, name, production }: Session): {
  readonly value: string
  readonly label: string
} {
  return { value: id, label: production ? `${name} · PRODUCTION` : name }
}
