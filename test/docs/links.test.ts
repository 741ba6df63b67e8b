import { existsSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsIn, filesIn, type Page, pages, read, root, targetsIn } from './markdown.ts'

const PICTURES = 'docs/screenshots'

/** What a page leads to and what is not there. */
function broken({ path, text }: Page): readonly string[] {
  return targetsIn(text).flatMap(target => {
    if (/^https:\/\//.test(target)) return []
    const [file = '', anchor] = target.split('#')
    const whole = file === '' ? path : normalize(join(dirname(path), file))
    const isThere = whole === path || (!/^(?:\/|\.\.)/.test(whole) && existsSync(join(root, whole)))
    if (!isThere) return [`${path}: ${target}`]
    const anchors = anchor === undefined ? null : anchorsIn(whole === path ? text : read(whole))
    return anchors === null || anchors.has(anchor ?? '') ? [] : [`${path}: ${target}`]
  })
}

describe('links', () => {
  it('lead to what is there, and to a heading that is there', () => {
    const all = pages()
    expect(all.length).toBeGreaterThan(10)
    expect(all.flatMap(broken)).toEqual([])
  })

  it('that lead nowhere are found', () => {
    const text = [
      '# Here and `now`',
      '[a](README.md) [b](#here-and-now) [c](https://example.com/x) [d](docs/architecture.md#rooms)',
      '[e](NONE.md) [f](#there) [g](docs/architecture.md#no-rooms) ![h](no.png) [i](http://example.com)',
      '<img src="none.png"> `[j](in-code.md)`',
    ].join('\n')
    expect(broken({ path: 'planted.md', text })).toEqual(
      ['NONE.md', '#there', 'docs/architecture.md#no-rooms', 'no.png', 'http://example.com', 'none.png'].map(
        target => `planted.md: ${target}`,
      ),
    )
  })

  it('reach every page from the README', () => {
    const reached = new Set<string>()
    const visit = (path: string) => {
      if (reached.has(path) || !path.endsWith('.md')) return
      reached.add(path)
      for (const target of targetsIn(read(path))) {
        const [file = ''] = target.split('#')
        if (file !== '' && !file.includes('://')) visit(normalize(join(dirname(path), file)))
      }
    }
    visit('README.md')
    const unreached = filesIn('docs', /\.md$/).filter(path => !reached.has(path))
    expect(unreached).toEqual([])
    for (const path of ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']) expect(reached).toContain(path)
  })
})

describe('pictures', () => {
  const taken = filesIn('scripts/screenshots', /\.ts$/).map(read).join('\n')

  it('are taken by `npm run screenshots`, light and dark, and shown by a page', () => {
    const shown = new Set(pages().flatMap(({ text }) => targetsIn(text).map(target => basename(target))))
    const [light, dark] = ['light', 'dark'].map(appearance =>
      filesIn(`${PICTURES}/${appearance}`, /\.png$/).map(file => basename(file)),
    )
    expect(light?.length).toBeGreaterThan(10)
    expect(dark).toEqual(light)
    expect(light?.filter(file => !taken.includes(`'${basename(file, '.png')}'`))).toEqual([])
    expect(light?.filter(file => !shown.has(file))).toEqual([])
  })

  it('are nowhere else', () => {
    const others = filesIn('docs', /\.(?:png|jpe?g|gif|svg|webp)$/).filter(
      file => !file.startsWith(`${PICTURES}/light/`) && !file.startsWith(`${PICTURES}/dark/`),
    )
    expect(others).toEqual([])
  })
})
