import { describe, expect, it } from 'vitest'
import { filesIn, pages, read } from './markdown.ts'

interface Row {
  /** As it is typed. */
  readonly command: string
  readonly says: string
}

const rows: readonly Row[] = [...read('README.md').matchAll(/^\| `(npm [^`]+)` \| (.+) \|$/gm)].map(
  ([, command = '', says = '']) => ({ command, says }),
)
const manifest: {
  readonly productName: string
  readonly version: string
  readonly scripts: Readonly<Record<string, string>>
} = JSON.parse(read('package.json'))
const run = read('scripts/run.mjs')

/** What npm's own commands run without a script of ours. */
const OF_NPM = new Set(['ci', 'install', 'pack', 'sbom'])

/** The script of package.json that a line runs. */
function scriptOf(command: string): string {
  const [, first = '', second = ''] = command.split(' ')
  return first === 'run' ? second : first
}

/** Where each command of the README is run: a file, and what stands in it there. */
const RUN_IN: Readonly<Record<string, readonly (readonly [file: string, what: RegExp])[]>> = {
  'npm start': [['test/docs/run.test.ts', /npm\(\['start', '--', `--user-data-dir=/]],
  'npm start -- --doctor': [['test/docs/run.test.ts', /'start', '--', '--doctor'/]],
  'npm run demo': [
    ['test/demo/demo.test.ts', /spawn\('npm', \['run', '--silent', 'demo'/],
    ['test/demo/demo.test.ts', /^test\('the demo shows three roles for one prompt/m],
    ['test/demo/demo.test.ts', /^test\('held, it serves until it is told to end/m],
  ],
  'npm test': [['.ci/run', /^exec npm test/m]],
  'npm run test:interop': [
    ['scripts/run.mjs', /script\('scripts\/test\/main\.ts', \['moto'\]\)/],
    ['scripts/test/main.ts', /^\s*moto: \[\(\) => vitest\('moto'\)\]/m],
  ],
  'npm run bench': [['scripts/test/main.ts', /'scripts\/bench\/main\.ts', '--quick'/]],
  'npm run soak': [
    ['test/e2e/soak.test.ts', /from '\.\.\/\.\.\/scripts\/soak\/soak\.ts'/],
    ['test/docs/run.test.ts', /'run', 'soak', '--', '--minutes=/],
  ],
  'npm run package': [['scripts/test/main.ts', /'scripts\/package\/main\.ts'/]],
  'npm run screenshots': [['test/docs/run.test.ts', /'run', 'screenshots', '--'/]],
}

describe('the commands of the README', () => {
  it('are those of scripts/run.mjs and of package.json, and all of them', () => {
    const named = new Set(rows.map(({ command }) => scriptOf(command)))
    expect([...named].sort()).toEqual(Object.keys(manifest.scripts).sort())
    const [, inside = ''] = /^const commands = \{\n([\s\S]*?)^\}/m.exec(run) ?? []
    const commands = [...inside.matchAll(/^ {2}(\w+)[,:]/gm)].map(([, name]) => name)
    expect(commands.length).toBeGreaterThan(5)
    const reached = Object.values(manifest.scripts).map(
      script => /^node scripts\/run\.mjs (\w+)$/.exec(script)?.[1],
    )
    expect(reached.sort()).toEqual(commands.sort())
    const [, usage = ''] = /^const usage = `([^`]*)`/m.exec(run) ?? []
    for (const name of commands) expect(usage).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'))
  })

  it('are each run by a test', () => {
    expect(rows.map(({ command }) => command).sort()).toEqual(Object.keys(RUN_IN).sort())
    const missing = Object.entries(RUN_IN).flatMap(([command, places]) =>
      places
        .filter(([file, what]) => !what.test(read(file)))
        .map(([file, what]) => `${command}: ${file} ${what}`),
    )
    expect(missing).toEqual([])
  })

  it('have the options that the README names', () => {
    const sources = [...filesIn('scripts', /\.(?:ts|mjs)$/), ...filesIn('main', /\.ts$/)].map(read).join('\n')
    const options = rows.flatMap(({ command, says }) =>
      [...`${command} ${says}`.matchAll(/--(\w[\w-]*)/g)].map(([, name = '']) => name),
    )
    expect(options).toEqual(expect.arrayContaining(['doctor', 'hold', 'manual', 'life', 'minutes', 'seed']))
    expect(
      options.filter(name => !new RegExp(`--(?:\\([^)]*)?${name}\\b|\\|${name}\\)`).test(sources)),
    ).toEqual([])
  })
})

it('every `npm …` in a page is a script that there is, or npm’s own', () => {
  const typed = pages().flatMap(({ path, text }) =>
    [...text.matchAll(/(?<=`|^)npm (?:run )?[a-z][\w:-]*/gm)].map(([command]) => ({ path, command })),
  )
  expect(typed.length).toBeGreaterThan(20)
  const unknown = typed.filter(({ command }) => {
    const script = scriptOf(command)
    return !Object.hasOwn(manifest.scripts, script) && (command.startsWith('npm run ') || !OF_NPM.has(script))
  })
  expect(unknown).toEqual([])
})

it('every file that a page has run, or names in a path of the repository, is there', () => {
  const folders = /^(?:main|renderer|preload|scripts|test|docs)\//
  const named = pages().flatMap(({ path, text }) =>
    [...text.matchAll(/(?<=[`\s])[\w./-]+\.(?:ts|tsx|mjs|json|yml)\b/g)].flatMap(([file]) =>
      folders.test(file) ? [{ path, file }] : [],
    ),
  )
  expect(named.length).toBeGreaterThan(40)
  const there = new Set(filesIn('.', /\.(?:ts|tsx|mjs|json|yml)$/))
  expect(named.filter(({ file }) => !there.has(file))).toEqual([])
})

it('the package that the README installs has the name that is built', () => {
  const [, pattern = ''] = /^artifactName: (.*)$/m.exec(read('electron-builder.yml')) ?? []
  const { productName, version } = manifest
  const values: Readonly<Record<string, string>> = {
    productName,
    version,
    os: 'linux',
    arch: 'amd64',
    ext: 'deb',
  }
  const built = pattern.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  expect(built).toMatch(/\.deb$/)
  expect(read('README.md')).toContain(`sudo apt install ./dist/${built}\n`)
})

it('the suites of the tests are those that CONTRIBUTING.md has', () => {
  const [, inside = ''] = /^const suites[^=]*= \{\n([\s\S]*?)^\}/m.exec(read('scripts/test/main.ts')) ?? []
  const suites = [...inside.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name)
  expect(suites.length).toBeGreaterThan(3)
  const told = [...read('CONTRIBUTING.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(told).toEqual(suites)
})
