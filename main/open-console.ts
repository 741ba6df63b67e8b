import { clipboard } from 'electron'
import { type ConsoleParts, Consoles } from './core/console.ts'
import { BriefCopies } from './desktop/console/brief-copies.ts'
import { OpenConsole } from './desktop/console/open-console.ts'
import { ConsoleRedirect, type ConsoleRedirectParts } from './endpoint/console-redirect.ts'

interface Parts extends Omit<ConsoleParts, 'clock'>, ConsoleRedirectParts {}

/** The way into AWS's console, and the two of its parts that have something to close. */
export function openConsole({ clock, dice, peers, ...parts }: Parts) {
  const redirect = new ConsoleRedirect({ clock, dice, peers })
  const copies = new BriefCopies(clock, clipboard)
  const consoles = new Consoles({ ...parts, clock })
  return {
    console: new OpenConsole({ copies, consoles, offer: link => redirect.offer(link) }),
    redirect,
    copies,
  }
}
