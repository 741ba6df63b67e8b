import type { IncomingMessage } from 'node:http'
import { type Fault, isFault } from './faults.ts'
import type { Lives } from './operations/operation.ts'

/** What tests and the demo may ask of the server besides STS, over HTTP. */
export type Controls = {
  readonly calls: () => readonly unknown[]
  readonly signIns: () => readonly unknown[]
  readonly code: (serial: string) => { readonly code: string; readonly nextIn: number } | null
  readonly fault: (fault: Fault | null) => void
  readonly life: (lives: Lives) => void
}

export type ControlAnswer = { readonly status: number; readonly json: unknown }

const no = (status: number, message: string): ControlAnswer => ({ status, json: { message } })

/** A web page can send requests here, but neither without an Origin nor under this Host (DNS rebinding). */
const isOurs = ({ headers }: IncomingMessage) =>
  /^127\.0\.0\.1(:\d+)?$/.test(headers.host ?? '') && headers.origin === undefined

function readLives(value: unknown): Lives | null {
  if (typeof value !== 'object' || value === null) return null
  const lives: Lives = {}
  for (const [name, seconds] of Object.entries(value)) {
    if (name !== 'roleLifeSeconds' && name !== 'sessionTokenLifeSeconds') return null
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1) return null
    lives[name] = seconds
  }
  return lives
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** `GET /_calls`, `GET /_signins`, `GET /_code?serial=…`, `POST /_fault`, `POST /_life`. */
export function control(request: IncomingMessage, body: Buffer, controls: Controls): ControlAnswer {
  if (!isOurs(request)) return no(403, 'only for 127.0.0.1, and not for web pages')
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const value = parse(body)
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /_calls':
      return { status: 200, json: controls.calls() }
    case 'GET /_signins':
      return { status: 200, json: controls.signIns() }
    case 'GET /_code': {
      const code = controls.code(url.searchParams.get('serial') ?? '')
      return code === null ? no(404, 'no such device') : { status: 200, json: code }
    }
    case 'POST /_fault':
      if (value !== null && !isFault(value)) return no(400, 'no such fault')
      controls.fault(value)
      return { status: 200, json: { fault: value } }
    case 'POST /_life': {
      const lives = readLives(value)
      if (lives === null) return no(400, 'no such lives')
      controls.life(lives)
      return { status: 200, json: lives }
    }
    default:
      return no(404, 'no such thing here')
  }
}
