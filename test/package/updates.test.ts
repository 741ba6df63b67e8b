import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createPackageWithOptions, extractAll } from '@electron/asar'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { seriousFaults } from '../support/accessibility.ts'
import { runTool } from '../support/desktop-process.ts'
import { until, within } from '../support/desktop-wait.ts'
import { lastClick } from '../support/last-click.ts'
import { Closers, setScene } from '../support/scene.ts'
import { type FeedServer, newPublisher, startFeedServer } from '../updates/feed-server.ts'
import { archive, folder } from './packaged.ts'

const root = resolve(import.meta.dirname, '../..')
const FEED = 'latest-linux.yml'
const NAME = 'Understudy-9.9.9-linux-x86_64.AppImage'

const closers = new Closers()
let server: FeedServer
let scene: Awaited<ReturnType<typeof setScene>>
/** Where a release is made. */
let workshop: string
/** The one that the user has, and which stands for the app that runs. */
let appImage: string
/** Written by the new version, once it is started. */
let started: string

/** A new version, as far as it matters here: it notes that it was started, and by which name. */
const newVersion = () =>
  `#!/bin/sh\n# ${'-'.repeat(300_000)}\necho "$0 $APPIMAGE $*" > '${started}.tmp'; mv '${started}.tmp' '${started}'\n`
const offer = async () => (await scene.person.snapshot()).updates?.offer ?? null

/** As it is done from the repository, in the workshop. */
async function sign(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runTool(
    'env',
    [
      `--chdir=${workshop}`,
      process.execPath,
      '--import',
      'tsx',
      join(root, 'scripts/package/sign-feed.ts'),
      ...args,
    ],
    { env: process.env },
  )
  if (code !== 0) throw new Error(`sign-feed ended with ${code}: ${stderr}`)
  return stdout
}

const pending = () => join(scene.desktop.env['HOME'] ?? '', '.cache/understudy-updater/pending')
/** What is left of downloads. */
const downloads = () => readdir(pending()).catch(() => [])

/** Answers with bytes that have no end. @returns when whoever has asked is gone */
function streamTo(name: string, begin: (response: ServerResponse) => void, bytes = 400_000): Promise<void> {
  return new Promise(resolve => {
    server.put(name, response => {
      begin(response)
      const more = setInterval(() => response.write(Buffer.alloc(bytes)), 20)
      response.on('close', () => {
        clearInterval(more)
        resolve()
      })
    })
  })
}

/** What electron-builder says of one file. */
const feedOf = (content: string) => {
  const sha512 = createHash('sha512').update(content).digest('base64')
  const file = { url: NAME, sha512, size: Buffer.byteLength(content) }
  return stringify({
    version: '9.9.9',
    files: [file],
    path: NAME,
    sha512,
    releaseDate: '2026-12-01T00:00:00.000Z',
  })
}

async function publish(content: string): Promise<void> {
  await writeFile(join(workshop, NAME), content)
  await writeFile(join(workshop, FEED), feedOf(content))
  await sign('key.pem', FEED)
  server.put(FEED, await readFile(join(workshop, FEED)))
  server.put(NAME, content)
}

/** The package as it is, but for where it looks for newer ones and whom it believes. */
async function packageThatLooks(publicKey: string): Promise<string> {
  const app = join(workshop, 'app')
  await cp(folder, app, { recursive: true, verbatimSymlinks: true })
  const contents = join(workshop, 'contents')
  extractAll(archive, contents)
  const about = JSON.parse(await readFile(join(contents, 'package.json'), 'utf8'))
  about.updates = { url: server.url.href, publicKey, page: 'https://updates.example.com/' }
  for (const place of [contents, workshop])
    await writeFile(join(place, 'package.json'), JSON.stringify(about))
  await createPackageWithOptions(contents, join(app, 'resources/app.asar'), { unpack: '**/*.node' })
  return join(app, 'understudy')
}

beforeAll(async () => {
  server = await startFeedServer()
  closers.add(server.close)
  workshop = await mkdtemp(join(tmpdir(), 'understudy-release-'))
  closers.add(() => rm(workshop, { recursive: true, force: true }))
  await symlink(join(root, 'node_modules'), join(workshop, 'node_modules'))
  const publicKey = /"publicKey": "(.+)"/.exec(await sign('--new-key', 'key.pem'))?.[1] ?? 'no key'
  started = join(workshop, 'started')
  appImage = join(workshop, 'Understudy-0.1.0.AppImage')
  await writeFile(appImage, 'the version of now', { mode: 0o755 })
  scene = await setScene({
    furnished: false,
    app: {
      executable: await packageThatLooks(publicKey),
      env: { APPIMAGE: appImage, APPDIR: join(workshop, 'app') },
    },
  })
  closers.add(scene.close)
})
afterAll(closers.close)

async function lookNow(): Promise<Page> {
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Look Now' }).click()
  return page
}

test('a feed that somebody else has signed is not believed, and the window says so', async () => {
  const text = feedOf('whatever')
  server.put(FEED, newPublisher().signed(text))
  const page = await lookNow()
  await page.getByText('is not signed by whoever built this Understudy').waitFor()
  expect(await offer()).toBeNull()
  expect((await page.getByRole('button', { name: 'Download' }).all()).length).toBe(0)
})

test('nothing is signed with another key than the app knows, and nothing that is not what it says', async () => {
  await writeFile(join(workshop, FEED), feedOf('what was built'))
  await writeFile(join(workshop, NAME), 'what was built')
  await sign('--new-key', 'other.pem')
  await expect(sign('other.pem', FEED)).rejects.toThrow('no app would believe this signature')
  await writeFile(join(workshop, NAME), 'something else')
  await expect(sign('key.pem', FEED)).rejects.toThrow('build both anew')
  expect(await readFile(join(workshop, FEED), 'utf8')).toBe(feedOf('what was built'))
})

test('a newer version is told in the settings and in the tray, and nothing is downloaded', async () => {
  await publish(newVersion())
  const page = await lookNow()
  await page.getByText('Understudy 9.9.9 is out').waitFor()
  await scene.tray.waitForMenu(
    menu => menu.some(({ label }) => label === 'Understudy 9.9.9 Is Out…'),
    'the tray has a line for it',
  )
  expect(server.asked.some(({ path }) => path.includes(NAME))).toBe(false)
})

test('the window that tells of it can be used by everybody', async () => {
  const page = await scene.person.show('Settings')
  await page.getByText('Understudy 9.9.9 is out').waitFor()
  expect(await seriousFaults(page)).toEqual([])
})

test('a version that is skipped is not in the tray any more, and can be had all the same', async () => {
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Skip This Version' }).click()
  await page.getByText('You have skipped it').waitFor()
  await scene.tray.waitForMenu(
    menu => !menu.some(({ label }) => label.includes('9.9.9')),
    'the tray speaks of it no more',
  )
  expect(await page.getByRole('button', { name: 'Download' }).count()).toBe(1)
})

test('a file that is another one than was signed is thrown away', async () => {
  server.put(NAME, newVersion().replace('echo', 'evil'))
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByText('What was downloaded is not version 9.9.9 as it was signed').waitFor()
  expect(await downloads()).toEqual([])
  expect(await offer()).toMatchObject({ step: { kind: 'offered' } })
})

test('a file that is longer than was signed is not loaded to its end', async () => {
  const closed = streamTo(NAME, response => response.writeHead(200, { 'content-length': 10 ** 9 }))
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Download' }).click()
  await page
    .getByText('What was downloaded is not version 9.9.9 as it was signed (1000000000 bytes)')
    .waitFor()
  await within('the server is left alone', 20_000, closed)
  expect(await downloads()).toEqual([])
})

test('a file whose length nobody tells is not taken, and nothing of it is kept', async () => {
  const closed = streamTo(NAME, response => response.writeHead(200))
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByText('could not be downloaded (its server does not tell how long it is)').waitFor()
  await within('the server is left alone', 20_000, closed)
  expect(await downloads()).toEqual([])
})

test('a server that leads from one address to the next is left', async () => {
  let hops = 0
  const lead = (response: ServerResponse) => {
    hops += 1
    response.writeHead(302, { location: `${NAME}?${hops}` }).end()
  }
  server.put(NAME, lead)
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByText('could not be downloaded (it leads from one address to the next)').waitFor()
  const before = hops
  await page.waitForTimeout(500)
  expect([hops, before <= 7]).toEqual([before, true])
})

test('a file that is not there is told with what the server says', async () => {
  server.put(NAME, response => response.writeHead(403).end())
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByText('Version 9.9.9 could not be downloaded (HTTP 403).').waitFor()
})

test('a download can be cancelled, and that is no failure and no more traffic', async () => {
  const length = Buffer.byteLength(newVersion())
  const closed = streamTo(NAME, response => response.writeHead(200, { 'content-length': length }), 10)
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Download' }).waitFor()
  await within('the server is left alone', 20_000, closed)
  expect(await offer()).toMatchObject({ step: { kind: 'offered' }, why: null })
})

test('a download that is another file by the click is thrown away, and offered again', async () => {
  server.put(NAME, newVersion())
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByText('Understudy 9.9.9 is ready').waitFor()
  await writeFile(join(pending(), NAME), newVersion().replace('echo', 'evil'))
  await page.getByRole('button', { name: 'Restart and Update' }).click()
  await page.getByText('is not version 9.9.9 as it was signed (another checksum)').waitFor()
  await page.getByRole('button', { name: 'Download' }).waitFor()
  expect(await readFile(appImage, 'utf8')).toBe('the version of now')
  expect(await downloads()).not.toContain(NAME)
})

test('it is downloaded at a click, replaces the one that runs at the next, and is started', async () => {
  const content = newVersion()
  server.put(NAME, content)
  const page = await scene.person.show('Settings')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByText('Understudy 9.9.9 is ready').waitFor()
  expect(await downloads()).toContain(NAME)
  expect(await readFile(appImage, 'utf8')).toBe('the version of now')
  await lastClick(page.getByRole('button', { name: 'Restart and Update' }))
  expect(await within('the app ends', 20_000, scene.app.exited, scene.app.stderr)).toBe(0)
  expect(await readFile(appImage, 'utf8')).toBe(content)
  expect(await downloads()).not.toContain(NAME)
  const words = await until('the new one is started', () => readFile(started, 'utf8').catch(() => null))
  // Of an AppImage that is no more it must not believe to be one itself; and it has the profile that this one had.
  expect(words).toMatch(new RegExp(`^${appImage}  .*--user-data-dir=${scene.app.profileDir}`))
})

test('nobody who was asked for it can tell who has asked', async () => {
  const names = new Set(server.asked.flatMap(({ headers }) => Object.keys(headers)))
  expect([...names].filter(name => /cookie|auth|staging|^x-/.test(name))).toEqual([])
  const looks = server.asked.filter(({ path }) => path.endsWith(FEED))
  expect(new Set(looks.map(({ headers }) => headers['user-agent']))).toEqual(new Set(['Understudy']))
})
