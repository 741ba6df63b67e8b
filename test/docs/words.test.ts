import { describe, expect, it } from 'vitest'
import { filesIn, italicsIn, pages, read } from './markdown.ts'

/** As one would type it. */
const plain = (text: string) => text.replaceAll('’', "'").replace(/\s+/g, ' ').trim()

/** What stands in quotes and between tags: all that a screen can show. */
function textsIn(source: string): readonly string[] {
  const quoted = [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
  const between = [...source.matchAll(/>([^<>{}]+)</g)]
  return [...quoted, ...between].map(([, ...texts]) => plain(texts.find(each => each !== undefined) ?? ''))
}

describe('what stands in italics', () => {
  const texts = [...filesIn('renderer', /\.tsx?$/), ...filesIn('main', /\.ts$/)].flatMap(file =>
    textsIn(read(file)),
  )
  const exact = new Set(texts)
  const isThere = (name: string): boolean => {
    const wanted = plain(name)
    // A choice may say more behind its name: "One code for all roles (GetSessionToken first)".
    return (
      exact.has(wanted) ||
      texts.some(text => text.startsWith(wanted) && /^[^\p{L}]/u.test(text.slice(wanted.length)))
    )
  }

  it('is a page, a button, a menu’s item or a message that the app has', () => {
    const named = pages().flatMap(({ path, text }) => italicsIn(text).map(name => ({ path, name })))
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter(({ name }) => !isThere(name)).map(({ path, name }) => `${path}: ${name}`)).toEqual([])
  })

  it('and what the app does not have is found', () => {
    const text =
      'Choose *Settings*, then *One code for\nall roles*; **not** *Make It So*, and no `*code*`. 2 * 3 * 4'
    expect(italicsIn(text)).toEqual(['Settings', 'One code for all roles', 'Make It So'])
    expect(italicsIn(text).filter(name => !isThere(name))).toEqual(['Make It So'])
  })
})

describe('docs/troubleshooting.md', () => {
  const page = read('docs/troubleshooting.md')
  const sources = filesIn('main/core', /^explain.*\.ts$/).map(read)

  /** The fixed parts of the titles of failures, those that tell one from another. */
  function titlesIn(source: string): readonly string[] {
    return [...source.matchAll(/\btitle:([\s\S]*?)\badvice\b/g)]
      .flatMap(([, title = '']) => [...title.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)])
      .flatMap(([, quoted, template]) => (template ?? quoted ?? '').split(/\$\{[^{}]*|\}/))
      .map(part => part.trim())
      .filter(part => part.length >= 9 && part.includes(' '))
  }

  /** The messages in the first columns of its tables. */
  const messages = [...page.matchAll(/^\| (?!message|check|---)([^|`*]+) \|/gm)].map(([, text = '']) => text)

  it('has every title that a failure can have', () => {
    const titles = sources.flatMap(titlesIn)
    expect(titles.length).toBeGreaterThan(100)
    expect(titles.filter(title => !page.includes(title))).toEqual([])
  })

  it('has no message that the app does not say', () => {
    const said = filesIn('main', /\.ts$/).map(read).join('\n')
    expect(messages.length).toBeGreaterThan(100)
    const parts = messages.flatMap(message => message.split('…').map(part => part.trim()))
    expect(parts.filter(part => part.length >= 9 && !said.includes(part))).toEqual([])
  })
})

it('says nothing of how the project is made', () => {
  const told =
    /\b(?:AI|LLMs?|GPT|Claude|Copilot|Codex|chatbot|language model|sub-?agents?|reviewers?)\b|\/work\/|\/tmp\/(?!bash)/
  const found = pages().flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter(line => told.test(line))
      .map(line => `${path}: ${line}`),
  )
  expect(found).toEqual([])
})
