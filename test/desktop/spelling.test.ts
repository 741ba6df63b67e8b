import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** What the user reads is American English. Such as "color", "behavior", "organize", "license", "gray". */
const BRITISH =
  /\b(?:colour|behaviour|favour|honour|neighbour|rumour|labour|flavour|centre[ds]?\b|metre\b|licence|defence|offence|grey|dialogue|catalogue|programme\b|cheque|jewell|travell|modell|labell|fulfil\b|enrol\b|whilst|amongst|learnt|spelt|analys(?:e|ing)|paralys|(?:organ|author|custom|recogn|initial|synchron|summar|minim|maxim|optim|normal|standard|real|util|emphas|apolog|memor|categor|final|special|general|central|capital|prior|visual|serial)is(?:e|ed|es|ing|ation))/i

/** Quoted text and the text between tags, without comments: names in code may come from elsewhere. */
function textsOf(source: string): readonly string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
  const quoted = [...code.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)]
  const between = [...code.matchAll(/>([^<>{}]*[a-z]{3}[^<>{}]*)</gi)]
  return [...quoted, ...between].map(([text]) => text)
}

function sourcesIn(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => pattern.test(name))
    .map(name => join(folder, name))
}

const british = (source: string) => textsOf(source).filter(text => BRITISH.test(text))

test('what is British is found in strings and between tags, and not in comments', () => {
  const source = `
    // its behaviour
    const a = 'the colour of it'
    const b = <p>We organise this</p>
    const c = \`a grey one\`
    const d = 'canceled and cancelled, exercise, promise, otherwise'`
  expect(british(source)).toEqual(["'the colour of it'", '`a grey one`', '>We organise this<'])
})

test('what the windows and the explanations say is spelled in American English', () => {
  const files = [...sourcesIn('renderer', /\.tsx?$/), ...sourcesIn('main/core', /explain[^/]*\.ts$/)]
  expect(files.length).toBeGreaterThan(50)
  const found = files.flatMap(file =>
    british(readFileSync(join(root, file), 'utf8')).map(text => `${file}: ${text}`),
  )
  expect(found).toEqual([])
})
