import { assertNever } from '../failures/failure.ts'
import { listed } from '../listed.ts'
import { checkAwsFiles, checkCurl, checkSettings, checkShortcut } from './checks-of-files.ts'
import { checkClock, checkProxies, checkSts } from './checks-of-network.ts'
import {
  type BusFacts,
  type EndpointFact,
  type Facts,
  type KeychainFact,
  LATE,
  type TokenFilesFact,
} from './facts.ts'
import { bad, late, ok, unknown, warn } from './levels.ts'
import type { Check } from './report.ts'
import { worstFirst } from './report.ts'

/** Puts what was found into words, the worst first. */
export function checksOf(facts: Facts): readonly Check[] {
  const { keychain, bus, endpoint, sts, proxies, curl, awsFiles, shortcut, settings } = facts
  return worstFirst([
    keychain === LATE ? late('Keychain') : checkKeychain(keychain),
    endpoint === LATE ? late('Endpoint') : checkEndpoint(endpoint, bus !== null),
    ...checkSts(sts),
    checkClock(sts),
    proxies === LATE ? late('Proxy') : checkProxies(proxies),
    awsFiles === LATE ? late('AWS Files') : checkAwsFiles(awsFiles),
    curl === LATE ? late('curl') : checkCurl(curl, awsFiles !== LATE && awsFiles.profiles.length > 0),
    ...(bus === null ? [] : bus === LATE ? [late('Session Bus')] : checkBus(bus)),
    checkShortcut(shortcut),
    settings === LATE ? late('Settings') : checkSettings(settings),
  ])
}

function checkKeychain(fact: KeychainFact): Check {
  const name = 'Keychain'
  switch (fact.kind) {
    case 'works':
      return ok(name, 'An item could be written, read back and deleted.')
    case 'no-bus':
      return bad(
        name,
        'It can’t be reached: there is no session bus (D-Bus).',
        'Start Understudy from within your desktop session.',
      )
    case 'no-service':
      return bad(
        name,
        'No program on this desktop keeps secrets (org.freedesktop.secrets).',
        'Install and start one: gnome-keyring, KWallet 5.97 or newer, or KeePassXC with its Secret Service turned on.',
      )
    case 'no-keyring':
      return warn(
        name,
        'There is no keyring yet to put keys into.',
        'Add a key: your desktop then asks for a password for a new keyring.',
      )
    case 'locked':
      return bad(
        name,
        'The keyring is locked.',
        'Unlock it: in Passwords and Keys (Seahorse) or KWalletManager, or by logging in again. What waits for it then goes on by itself.',
      )
    case 'timed-out':
      return bad(
        name,
        'It did not answer in time.',
        'A dialog of it may be open behind other windows: answer it. Else log out and in again.',
      )
    case 'failed':
      return bad(
        name,
        `An item could not be written and read back (${fact.detail}).`,
        'Check with your desktop’s own program for passwords that it works, then look again.',
      )
    default:
      return assertNever(fact)
  }
}

/** @param isLinux where there is one command that tells who has a port */
function checkEndpoint(fact: EndpointFact, isLinux: boolean): Check {
  const name = 'Endpoint'
  switch (fact.kind) {
    case 'serving': {
      const troubles = troublesOf(fact.files)
      if (troubles.length === 0)
        return ok(name, `It answers on 127.0.0.1:${fact.port}, and its token files are private.`)
      return bad(
        name,
        `It answers on 127.0.0.1:${fact.port}, but ${listed(troubles)}.`,
        'Check who may write to the folder of the settings, then quit Understudy and start it again: that writes all token files anew.',
      )
    }
    case 'silent':
      return bad(
        name,
        `Port ${fact.port} is open and nothing answers there.`,
        'Check whether a firewall keeps programs from 127.0.0.1, then quit Understudy and start it again.',
      )
    case 'down':
      return bad(name, fact.why.title, fact.why.advice)
    case 'not-running':
      return ok(
        name,
        fact.port === null
          ? 'Understudy was not started yet; it chooses its port then.'
          : `Understudy is not running, and its port ${fact.port} is free.`,
      )
    case 'stranger':
      return bad(
        name,
        `Another program has Understudy’s port ${fact.port}.`,
        `Find out which one${isLinux ? ` (ss -ltnp | grep ${fact.port})` : ''} and end it; or choose Use Another Port in Understudy’s window, and connect your tools anew.`,
      )
    default:
      return assertNever(fact)
  }
}

function troublesOf({ missing, open }: TokenFilesFact): readonly string[] {
  const files = (count: number): string => (count === 1 ? '1 token file' : `${count} token files`)
  return [
    ...(missing === 0 ? [] : [`${files(missing)} ${missing === 1 ? 'is' : 'are'} missing`]),
    ...(open === 0 ? [] : [`${files(open)} can be read by other users`]),
  ]
}

function checkBus({ session, tray, notifications }: BusFacts): readonly Check[] {
  const bus = session
    ? ok('Session Bus', 'It can be reached.')
    : bad(
        'Session Bus',
        'No session bus (D-Bus) can be reached, and so neither keyring, nor tray, nor notifications.',
        'Start Understudy from within your desktop session.',
      )
  if (!session)
    return [
      bus,
      unknown('Tray', 'Without a session bus nobody tells.'),
      unknown('Notifications', 'Without a session bus nobody tells.'),
    ]
  return [
    bus,
    tray === LATE
      ? late('Tray')
      : tray
        ? ok('Tray', 'This desktop shows tray icons.')
        : warn(
            'Tray',
            'Nothing on this desktop shows tray icons.',
            'On GNOME, install the AppIndicator extension; the icon then comes by itself. Until then Understudy’s window does all that the tray does.',
          ),
    notifications === LATE
      ? late('Notifications')
      : notifications
        ? ok('Notifications', 'This desktop shows them.')
        : warn(
            'Notifications',
            'Nothing on this desktop shows notifications.',
            'Install a service for them, such as dunst or mako. Until then prompts open as windows where that is possible.',
          ),
  ]
}
