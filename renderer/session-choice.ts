import type { Session } from '../main/core/session.ts'

/** A session in a list of choices, where there can be only text. */
export function choiceOf({ id, name, production }: Session): {
  readonly value: string
  readonly label: string
} {
  return { value: id, label: production ? `${name} · PRODUCTION` : name }
}
