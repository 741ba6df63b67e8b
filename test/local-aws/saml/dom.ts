import { DOMParser } from '@xmldom/xmldom'

export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'

const isElement = (node: Node): node is Element => node.nodeType === 1

/** The document's root, or null where it is no XML or brings declarations, whose entities could hide what it says. */
export function parseXml(xml: string): Element | null {
  const fail = (message: unknown) => {
    throw new Error(String(message))
  }
  try {
    const parser = new DOMParser({ errorHandler: { warning: fail, error: fail, fatalError: fail } })
    const document = parser.parseFromString(xml, 'text/xml')
    return document.doctype === null ? document.documentElement : null
  } catch {
    return null
  }
}

export const childrenOf = (parent: Element, namespace: string, name: string): readonly Element[] =>
  Array.from(parent.childNodes)
    .filter(isElement)
    .filter(({ namespaceURI, localName }) => namespaceURI === namespace && localName === name)

/** Its only child of this name; null where there is none, or a choice. */
export function onlyChild(parent: Element | null, namespace: string, name: string): Element | null {
  const [first = null, ...more] = parent === null ? [] : childrenOf(parent, namespace, name)
  return more.length === 0 ? first : null
}

/** Empty where it is not there. */
export const textOf = (element: Element | null): string => element?.textContent?.trim() ?? ''
