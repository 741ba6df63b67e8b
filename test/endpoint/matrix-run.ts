import { type Answered, parse, say } from './raw.ts'
import { type Aim, type Row, requestMatrix } from './request-matrix.ts'

/** What is wrong with the answers to the whole matrix; empty where all is as it should be. */
export async function runMatrix(
  aim: Aim,
  secrets: readonly string[],
): Promise<{ readonly rows: number; readonly wrong: readonly string[] }> {
  const rows = requestMatrix(aim)
  const wrong: string[] = []
  for (const row of rows) {
    const [first = '', ...rest] = row.lines
    const answer = await say(aim.port, first, ...rest, 'Connection: close')
    const complaint = complaintOf(row, answer, [...secrets, aim.token, aim.otherToken])
    if (complaint !== null) wrong.push(`${row.name}: ${complaint}`)
  }
  return { rows: rows.length, wrong }
}

function complaintOf({ status, lines }: Row, answer: string, secrets: readonly string[]): string | null {
  const parsed = parse(answer)
  if (status === 200)
    return parsed.status === 200 && answer.includes('"AccessKeyId"') ? complaintOfHeaders(parsed) : answer
  if (secrets.some(secret => answer.includes(secret))) return 'a secret is in the answer'
  if (/canary|AccessKeyId/.test(answer)) return `it repeats what came, or tells more: ${answer}`
  if (status === null || status === 400)
    return /^(HTTP\/1\.1 [45]\d\d [^\r]+\r\n(Connection: close\r\n)?[\s\S]*)?$/.test(answer) ? null : answer
  if (parsed.status !== status) return `${parsed.status} and not ${status}: ${answer}`
  if (!/^[\x20-\x7e]+$/.test(parsed.headers.get('x-message') ?? '')) return `no message: ${answer}`
  if (lines[0]?.startsWith('HEAD') !== true && JSON.parse(parsed.body).message === undefined)
    return `no message in the body: ${answer}`
  return complaintOfHeaders(parsed)
}

function complaintOfHeaders({ headers }: Answered): string | null {
  const told = [...headers.keys()].filter(name => /^(access-control|server|x-powered|set-cookie)/.test(name))
  if (told.length > 0) return `it has the headers ${told}`
  const fixed = ['content-type', 'cache-control', 'x-content-type-options'].map(name => headers.get(name))
  return fixed.join() === 'application/json,no-store,nosniff' ? null : `its headers are ${fixed}`
}
