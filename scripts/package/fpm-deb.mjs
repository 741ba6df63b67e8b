#!/usr/bin/env node
// What electron-builder asks of fpm for a deb, done with Debian's own dpkg-deb: fpm is in no registry, and its download
// would be one more program to trust. Named to electron-builder by CUSTOM_FPM_PATH.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

const text = { type: /** @type {const} */ ('string') }
const several = { ...text, multiple: /** @type {const} */ (true), default: /** @type {string[]} */ ([]) }
const { values: asked, positionals: moves } = parseArgs({
  allowPositionals: true,
  options: {
    source: { ...text, short: 's' },
    target: { ...text, short: 't' },
    depends: { ...several, short: 'd' },
    force: { type: 'boolean' },
    'deb-recommends': several,
    'deb-compression': text,
    'deb-priority': text,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    category: text,
    license: text,
  },
})
if (asked.target !== 'deb' || asked.package === undefined) {
  console.error('Only packages for Debian are made here.')
  process.exit(1)
}

const tree = mkdtempSync(path.join(tmpdir(), 'understudy-deb-'))
try {
  for (const move of moves) {
    const [from = '', to = ''] = move.split('=')
    const goal = path.join(tree, to)
    mkdirSync(path.dirname(goal), { recursive: true })
    cpSync(from, goal, { recursive: true, verbatimSymlinks: true })
  }
  makeReadable(tree)
  const control = path.join(tree, 'DEBIAN')
  mkdirSync(control)
  writeFileSync(path.join(control, 'control'), controlFile())
  for (const [script, option] of /** @type {const} */ ([
    ['postinst', 'after-install'],
    ['postrm', 'after-remove'],
  ])) {
    const file = asked[option]
    if (file === undefined) continue
    cpSync(file, path.join(control, script))
    chmodSync(path.join(control, script), 0o755)
  }
  const { status } = spawnSync(
    'dpkg-deb',
    ['--root-owner-group', `-Z${asked['deb-compression'] ?? 'xz'}`, '--build', tree, asked.package],
    { stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
} finally {
  rmSync(tree, { recursive: true, force: true })
}

/** @see https://www.debian.org/doc/debian-policy/ch-controlfields.html */
function controlFile() {
  const fields = {
    Package: asked.name,
    Version: asked.version,
    License: asked.license,
    Vendor: asked.vendor,
    Architecture: asked.architecture,
    Maintainer: asked.maintainer,
    'Installed-Size': String(Math.ceil(sizeOf(tree) / 1024)),
    Depends: asked.depends.join(', '),
    Recommends: asked['deb-recommends'].join(', '),
    Section: asked.category ?? 'utils',
    Priority: asked['deb-priority'],
    Homepage: asked.url,
    Description: asked.description,
  }
  const said = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')
  return said.map(([name, value]) => `${name}: ${value}\n`).join('')
}

/** Whatever the umask was: what is installed belongs to root, and everybody reads it. @param {string} folder */
function makeReadable(folder) {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const each = path.join(folder, entry.name)
    if (entry.isDirectory()) makeReadable(each)
    else if (entry.isFile()) chmodSync(each, (lstatSync(each).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}

/** @param {string} folder @returns {number} bytes */
function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const each = path.join(folder, entry.name)
    return sum + (entry.isDirectory() ? sizeOf(each) : lstatSync(each).size)
  }, 0)
}
