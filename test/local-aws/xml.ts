import type { Refusal } from './refusal.ts'

/** One element: text, or elements inside. */
export type Xml = { readonly name: string; readonly content: string | readonly Xml[] }

export const xml = (name: string, content: string | readonly Xml[]): Xml => ({ name, content })

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

const escapeText = (text: string) =>
  text
    .replace(/[&<>"]/g, character => ENTITIES.get(character) ?? character)
    .replace(/\r/g, '&#xD;')
    // XML 1.0 has no way to write the other control characters.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')

function render(element: Xml, depth: number, attributes = ''): string {
  const indent = '  '.repeat(depth)
  const open = `${indent}<${element.name}${attributes}>`
  if (typeof element.content === 'string') return `${open}${escapeText(element.content)}</${element.name}>\n`
  const inside = element.content.map(child => render(child, depth + 1)).join('')
  return `${open}\n${inside}${indent}</${element.name}>\n`
}

export const renderXml = (element: Xml): string => render(element, 0)

export function successXml(
  namespace: string,
  operation: string,
  result: readonly Xml[],
  requestId: string,
): string {
  const answer = xml(`${operation}Response`, [
    xml(`${operation}Result`, result),
    xml('ResponseMetadata', [xml('RequestId', requestId)]),
  ])
  return render(answer, 0, ` xmlns="${namespace}"`)
}

export function refusalXml(namespace: string, refusal: Refusal, requestId: string): string {
  const answer = xml('ErrorResponse', [
    xml('Error', [xml('Type', refusal.type), xml('Code', refusal.code), xml('Message', refusal.message)]),
    xml('RequestId', requestId),
  ])
  return render(answer, 0, ` xmlns="${namespace}"`)
}
