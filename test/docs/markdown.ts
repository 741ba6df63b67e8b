import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

const NOT_OURS = new Set(['node_modules', 'out', 'dist', '.git'])

export interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

/** Every Markdown file of the repository. */
export function pages(): readonly Page[] {
  return filesIn('.', /\.md$/).map(path => ({ path, text: read(path) }))
}

/** From the root of the repository, as Git names them. */
export function filesIn(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesIn(path, pattern)
    return pattern.test(entry.name) ? [relative('.', path).replaceAll('\\', '/')] : []
  })
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Without what is quoted from a terminal or a file. */
export function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
}

/** Where the text leads to, pictures among them. */
export function targetsIn(markdown: string): readonly string[] {
  const plain = withoutCode(markdown)
  return [
    ...[...plain.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target),
    ...[...plain.matchAll(/\s(?:src|srcset|href)="([^"\s]+)"/g)].map(([, target = '']) => target),
  ]
}

/** The names by which headings can be led to, as GitHub makes them. */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} +(.*)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
    let anchor = slug
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`
    anchors.add(anchor)
  }
  return anchors
}

/** What stands in italics, on one line. */
export function italicsIn(markdown: string): readonly string[] {
  const plain = withoutCode(markdown).replace(/\*\*/g, '')
  return [...plain.matchAll(/(?<![*\w\\])\*(\S(?:[^*]*\S)?)\*(?![*\w])/g)].map(([, text = '']) =>
    text.replace(/\s+/g, ' '),
  )
}
