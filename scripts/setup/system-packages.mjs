import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { ask, run, SetupError, say, step } from './process.mjs'

/** @typedef {{ package: string, present: () => boolean }} Need */

let libraries = ''

/** @param {string} soname @param {string} name @returns {Need} */
function library(soname, name) {
  return {
    package: name,
    present() {
      libraries ||= ask('/sbin/ldconfig', ['-p']) ?? ask('ldconfig', ['-p']) ?? ''
      return libraries.includes(`\t${soname} `)
    },
  }
}

/** @param {string} command @param {string} [name] @returns {Need} */
function command(command, name = command) {
  return {
    package: name,
    present: () =>
      (process.env['PATH'] ?? '').split(path.delimiter).some(folder => {
        try {
          accessSync(path.join(folder, command), constants.X_OK)
          return true
        } catch {
          return false
        }
      }),
  }
}

const runtime = [
  library('libsecret-1.so.0', 'libsecret-1-0'),
  library('libgtk-3.so.0', 'libgtk-3-0'),
  library('libnss3.so', 'libnss3'),
  library('libgbm.so.1', 'libgbm1'),
  library('libasound.so.2', 'libasound2'),
  library('libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0'),
  library('libnotify.so.4', 'libnotify4'),
]
const keyring = [
  command('dbus-daemon', 'dbus'),
  command('gnome-keyring-daemon', 'gnome-keyring'),
  command('secret-tool', 'libsecret-tools'),
]
const display = [command('Xvfb', 'xvfb')]
const anyAws = [command('aws', 'awscli')]
// Debian's own, whatever else is first on the PATH: they are old, and what works with them works with newer ones.
const debianClients = [
  { package: 'awscli', present: () => existsSync('/usr/bin/aws') },
  { package: 'python3-boto3', present: () => ask('/usr/bin/python3', ['-c', 'import boto3']) !== null },
  command('curl'),
]
const pythonEnvironments = [
  { package: 'python3-venv', present: () => ask('/usr/bin/python3', ['-c', 'import ensurepip']) !== null },
]
/** What packages are made with, and what the one for Debian depends on besides. */
const packaging = [
  command('7za', 'p7zip-full'),
  command('dpkg-deb', 'dpkg'),
  command('xdg-open', 'xdg-utils'),
]
const certificates = [command('certutil', 'libnss3-tools')]
const shells = [command('fish')]
const pictures = [
  command('xfce4-panel'),
  command('xdotool'),
  command('import', 'imagemagick'),
  command('xwininfo', 'x11-utils'),
  {
    package: 'fonts-dejavu-core',
    present: () => existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf') || fontsAnywhere(),
  },
]

function fontsAnywhere() {
  return (ask('fc-list', [':family=DejaVu Sans']) ?? '').trim() !== ''
}

/** @type {Record<'start' | 'demo' | 'test' | 'interop' | 'bench' | 'soak' | 'package' | 'screenshots', (args: string[]) => Need[]>} */
const needs = {
  start: () => runtime,
  demo: args =>
    hasDesktop() && !args.includes('--hold')
      ? runtime
      : [...runtime, ...keyring, ...display, ...anyAws, ...pictures],
  test: () => [
    ...runtime,
    ...keyring,
    ...display,
    ...debianClients,
    ...pythonEnvironments,
    ...certificates,
    ...packaging,
    ...shells,
    ...pictures,
  ],
  interop: () => pythonEnvironments,
  bench: () => [...runtime, ...keyring, ...display, ...packaging, command('curl')],
  soak: () => [...runtime, ...keyring, ...display, ...debianClients],
  package: () => [...runtime, ...packaging],
  screenshots: () => [...runtime, ...keyring, ...display, ...debianClients, ...pictures],
}

export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/** Whether there is a screen, and a session bus, on which the tray and the keyring are. */
export function hasDesktop() {
  if (process.platform !== 'linux') return true
  const bus = path.join(process.env['XDG_RUNTIME_DIR'] || '/nonexistent', 'bus')
  return hasDisplay() && (Boolean(process.env['DBUS_SESSION_BUS_ADDRESS']) || existsSync(bus))
}

/** @param {keyof typeof needs} purpose @param {string[]} args of the command */
export async function ensureSystemPackages(purpose, args) {
  await ensure(needs[purpose](args))
}

/** Wanted only where Electron's own download does not work. */
export async function ensureUnzip() {
  await ensure([command('unzip')])
}

/** @param {Need[]} wanted */
async function ensure(wanted) {
  if (process.platform !== 'linux') return
  const missing = wanted.filter(need => !need.present()).map(need => need.package)
  if (missing.length === 0) return
  if (ask('apt-get', ['--version']) === null) {
    throw new SetupError(
      `these are missing (by their Debian names): ${missing.join(' ')}\n` +
        'Only Debian and its kin are set up automatically: install them with your own package manager.',
    )
  }
  const line = `apt-get install --no-install-recommends ${names(missing).join(' ')}`
  if (process.getuid?.() !== 0) {
    throw new SetupError(`system packages are missing. Run this, then try again:\n  sudo ${line}`)
  }
  say(`installing system packages: ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => ['install', '--yes', '--no-install-recommends', ...names(missing)]
  const first = await run('apt-get', install(), { env, quiet: true })
  if (first.code !== 0) {
    say('the package lists are missing or old: apt-get update')
    await step('apt-get update', 'apt-get', ['update'], { env })
    await step(line, 'apt-get', install(), { env })
  }
  libraries = ''
  const still = wanted.filter(need => !need.present()).map(need => need.package)
  if (still.length > 0)
    throw new SetupError(`installed, and yet not found on this machine: ${still.join(' ')}`)
}

/** Since Debian 13 and Ubuntu 24.04 some libraries carry "t64" at the end of their name. @param {string[]} packages */
function names(packages) {
  return packages.map(name =>
    name.startsWith('lib') && ask('apt-cache', ['show', `${name}t64`]) ? `${name}t64` : name,
  )
}
