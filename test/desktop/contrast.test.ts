import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const css = readFileSync(resolve(import.meta.dirname, '../../renderer/styles/tokens.css'), 'utf8')
const [usual = '', wantsContrast = ''] = css.split('@media (prefers-contrast: more)')

type Theme = 'light' | 'dark'

/** The colors by their names, as one of the two themes has them. */
function colorsOf(text: string, theme: Theme): Readonly<Record<string, string>> {
  const found = text.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/gi)
  return Object.fromEntries(
    [...found].map(([, name = '', light = '', dark = '']) => [name, theme === 'light' ? light : dark]),
  )
}

/** Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['ground', 'surface', 'raised', 'hover']
const SOFT_GROUNDS = ['accent-soft', 'good-soft', 'warn-soft', 'bad-soft', 'production-soft']

/** What is written in which color on what. */
const TEXTS: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ['text', [...GROUNDS, ...SOFT_GROUNDS]],
  ['text-soft', [...GROUNDS, ...SOFT_GROUNDS]],
  ['accent', [...GROUNDS, 'accent-soft']],
  ['good', [...GROUNDS, 'good-soft']],
  ['warn', [...GROUNDS, 'warn-soft']],
  ['bad', [...GROUNDS, 'bad-soft']],
  ['production', [...GROUNDS, 'production-soft']],
  ['accent-text', ['accent']],
  ['production-text', ['production']],
]

const SHAPES = ['line-strong', 'accent', 'good', 'warn', 'bad', 'production']

describe.each(['light', 'dark'] as const)('in the %s theme', theme => {
  const colors = colorsOf(usual, theme)
  const more = { ...colors, ...colorsOf(wantsContrast, theme) }
  const at = (palette: Readonly<Record<string, string>>, name: string) => {
    const color = palette[name]
    if (color === undefined) throw new Error(`There is no color --${name}.`)
    return color
  }
  const worse = (
    palette: Readonly<Record<string, string>>,
    rows: readonly (readonly [string, readonly string[]])[],
    least: number,
  ) =>
    rows.flatMap(([name, grounds]) =>
      grounds
        .map(ground => ({
          pair: `${name} on ${ground}`,
          is: contrast(at(palette, name), at(palette, ground)),
        }))
        .filter(({ is }) => is < least)
        .map(({ pair, is }) => `${pair}: ${is.toFixed(2)}`),
    )

  test('all text can be read: 4.5 to 1', () => {
    expect(worse(colors, TEXTS, 4.5)).toEqual([])
  })

  test('the shapes of what can be used are seen: 3 to 1', () => {
    const rows = SHAPES.map(name => [name, GROUNDS] as const)
    expect(worse(colors, rows, 3)).toEqual([])
  })

  test('the colors of sessions are told from what is behind them: 3 to 1', () => {
    const names = Object.keys(colors).filter(name => name.startsWith('color-'))
    expect(names).toHaveLength(9)
    expect(
      worse(
        colors,
        names.map(name => [name, GROUNDS] as const),
        3,
      ),
    ).toEqual([])
  })

  test('whoever asks for more contrast gets 7 to 1', () => {
    expect(worse(more, TEXTS.slice(0, 6), 7)).toEqual([])
  })
})
