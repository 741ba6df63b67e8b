import fc from 'fast-check'

/** Blanks to Python, of which JavaScript takes some for none; and BOM, with which it is the other way round. */
const blank = fc.constantFrom(
  ' ',
  '\t',
  '\u00a0',
  '\u2028',
  '\u0085',
  '\u001c',
  '\v',
  '\f',
  '\u3000',
  '\ufeff',
)
const indent = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: fc.constantFrom(' ', '  ', '    ', '\t', '\t\t') },
  { weight: 1, arbitrary: fc.string({ unit: blank, minLength: 1, maxLength: 3 }) },
)
const lineEnd = fc.oneof(
  { weight: 12, arbitrary: fc.constant('\n') },
  { weight: 2, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: fc.constant('\r') },
)

const word = fc.string({
  unit: fc.constantFrom('a', 'B', 'ß', 'İ', 'Σ', '日', '🔑', '-', '_', '.', '/', '%', '\\', '"', "'", '$'),
  minLength: 1,
  maxLength: 6,
})
const noise = fc.string({
  unit: fc.constantFrom(
    'a',
    ' ',
    '=',
    ':',
    '#',
    ';',
    '[',
    ']',
    '"',
    "'",
    '\\',
    '\t',
    'é',
    '\u00a0',
    '\u2028',
    '\0',
  ),
  maxLength: 12,
})

const NAMES = [
  ...[
    'default',
    'DEFAULT',
    'Default',
    ' default',
    'profile default',
    'profile a',
    'profile b',
    'profile  a ',
  ],
  ...['profile "a"', "profile 'b c'", 'profile b\\ c', 'profile "a', 'profile', 'profile a b', 'profilex a'],
  ...[
    'a',
    'b',
    'b c',
    '"a"',
    'sso-session a',
    'services a',
    'plugins',
    'preview',
    'profile a] [b',
    'profile ""',
  ],
]
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 3, arbitrary: word.map(each => `profile ${each}`) },
  { weight: 1, arbitrary: noise },
)
const KEYS = [
  'region',
  'Region',
  'output',
  's3',
  'S3',
  'credential_process',
  'role_arn',
  'source_profile',
  'a b',
]
const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...KEYS) }, { weight: 2, arbitrary: word })
const delimiter = fc.constantFrom(' = ', '=', ': ', ':', '\t=\t', ' =', '= ')
const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('', 'eu-west-1', 'json', '/opt/bin/creds --user a', 'a # b', 'a ; b'),
  },
  { weight: 2, arbitrary: word },
  { weight: 1, arbitrary: noise },
)

const header = fc
  .tuple(name, fc.constantFrom('', '', '', ' ', ' # b', ' x'))
  .map(([text, after]) => `[${text}]${after}`)
const setting = fc.tuple(key, delimiter, value).map(parts => parts.join(''))
const comment = fc.tuple(fc.constantFrom('#', ';', '# ', '##'), noise).map(parts => parts.join(''))

const line = fc.oneof(
  { weight: 4, arbitrary: header },
  { weight: 8, arbitrary: setting },
  { weight: 2, arbitrary: comment },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: noise },
)

/** Lines in any order: Python refuses most of such files. */
const wild = fc
  .array(fc.tuple(indent, line, lineEnd), { maxLength: 14 })
  .map(lines => lines.map(parts => parts.join('')).join(''))

const within = fc.oneof(
  { weight: 3, arbitrary: setting.map(text => `      ${text}`) },
  { weight: 1, arbitrary: value.map(text => `      ${text}`) },
  { weight: 1, arbitrary: fc.tuple(indent, comment).map(parts => parts.join('')) },
  { weight: 1, arbitrary: indent },
)
const block = fc.tuple(fc.constantFrom('', '', '  '), setting, fc.array(within, { maxLength: 3 }))
const section = fc.tuple(fc.constantFrom('', '', '', '  '), fc.tuple(name, fc.array(block, { maxLength: 4 })))

/** In the order of a file, with no name and no key twice: Python reads most of such files. */
const tidy = fc
  .tuple(
    fc.uniqueArray(section, { selector: ([, [text]]) => text, maxLength: 5 }),
    fc.constantFrom('\n', '\n', '\r\n', '\r'),
    fc.boolean(),
  )
  .map(([sections, end, hasFinalEnd]) => {
    const lines = sections.flatMap(([deep, [text, blocks]]) => [
      `${deep}[${text}]`,
      ...blocks.flatMap(([deeper, [...first], rest], index) => [
        `${deep}${deeper}${index === 0 ? '' : `k${index}`}${first.join('')}`,
        ...rest,
      ]),
      '',
    ])
    return lines.join(end) + (hasFinalEnd ? end : '')
  })

/** A text that is a file of AWS's tools, or close to one. */
export const nearIni = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: tidy }, { weight: 2, arbitrary: wild }),
    fc.constantFrom('', '', '', '', '', '', '', '', '', '\ufeff'),
    fc.boolean(),
  )
  .map(([text, mark, isCut]) => mark + (isCut ? text.replace(/[\r\n]+$/, '') : text))
