import { connect } from 'node:net'

/** `nobody`: the port is not open. `silent`: it is, and nothing comes back. */
export type Knocked =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'answered'; readonly text: string }

/** For (ms) an answer on this computer. */
const TIME_LIMIT = 3_000
const LARGEST_ANSWER = 8 * 1024

/** No HTTP: the server refuses it before the guard, and so it stands in no record. */
export const GARBLED = 'garbled\r\n\r\n'

/** What any program would send that has no token; Understudy refuses that in words of its own. */
export function plainRequest(port: number): string {
  return `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`
}

/** Says something on a port of this computer, and hears what comes back. */
export function knock(port: number, words: string): Promise<Knocked> {
  return new Promise(resolve => {
    let text = ''
    const socket = connect({ host: '127.0.0.1', port })
    const end = (knocked: Knocked): void => {
      socket.destroy()
      resolve(knocked)
    }
    const heard = (): void => end(text === '' ? { kind: 'silent' } : { kind: 'answered', text })
    socket.setTimeout(TIME_LIMIT, heard)
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write(words))
    socket.on('data', (part: string) => {
      text += part
      if (text.length > LARGEST_ANSWER) heard()
    })
    socket.on('end', heard)
    socket.on('error', error =>
      'code' in error && error.code === 'ECONNREFUSED' ? end({ kind: 'nobody' }) : heard(),
    )
  })
}

/** The beginning of what the guard says to who comes without a token. */
const OUR_WORDS = 'The Authorization header must be the token of this URL'

export function isUnderstudy(answer: string): boolean {
  return /^HTTP\/1\.1 403 /.test(answer) && answer.includes(OUR_WORDS)
}
