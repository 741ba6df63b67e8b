// Draws the icons of the tray, and writes them as PNGs: `npx electron scripts/icons/main.mjs`, as root with
// --no-sandbox and without a screen under `xvfb-run -a`. Chromium renders them, out of what stands here.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { app, BrowserWindow } from 'electron'

const folder = path.resolve(import.meta.dirname, '../../main/desktop/icons/tray')

/** Each pair is seen on every bar: the dark one is the edge on a light bar, the light one the glyph on a dark bar. */
const LIGHT = '#ffffff'
const DARK = '#1b2330'
/** For those who see them; the badges differ in shape and place as well. */
const AMBER = '#ffb31a'
const RED = '#ff5a5f'

const MASK = 'M3 4.4 C8 2.6 12 2 16 2 C20 2 24 2.6 29 4.4 C29.8 16 26.4 25.4 16 30 C5.6 25.4 2.2 16 3 4.4 Z'
const EYES =
  'M7.4 13 C9.2 10.2 13 10.2 14.4 13 C12.8 15.6 9.2 15.6 7.4 13 Z M17.6 13 C19 10.2 22.8 10.2 24.6 13 C22.8 15.6 19.2 15.6 17.6 13 Z'
const MOUTH = 'M11 20.4 C13.6 23.2 18.4 23.2 21 20.4'
const SLASH = 'M4 28 L28 4'

/** @param {string} inside @param {string} line */
const mask = (inside, line) => `
  <path d="${MASK}" fill="${DARK}" stroke="${DARK}" stroke-width="3" stroke-linejoin="round"/>
  <path d="${MASK}" fill="${inside}" stroke="${LIGHT}" stroke-width="2.6" stroke-linejoin="round" transform="translate(1.6 1.5) scale(.9)"/>
  <path d="${EYES}" fill="${line}"/>
  <path d="${MOUTH}" fill="none" stroke="${line}" stroke-width="2.2" stroke-linecap="round"/>`

const faces = {
  /** Nothing is served: an outline. */
  idle: mask(DARK, LIGHT),
  /** Filled. */
  serving: mask(LIGHT, DARK),
  /** Struck out. */
  fault: `${mask(DARK, LIGHT)}
  <path d="${SLASH}" stroke="${DARK}" stroke-width="8.4" stroke-linecap="round"/>
  <path d="${SLASH}" stroke="${LIGHT}" stroke-width="4" stroke-linecap="round"/>`,
}

/** Each in a corner of its own too. */
const badges = {
  none: '',
  'needs-you': `
  <circle cx="24" cy="8" r="8" fill="${DARK}"/>
  <circle cx="24" cy="8" r="6" fill="${AMBER}"/>`,
  production: `
  <rect x="16" y="16" width="16" height="16" fill="${DARK}"/>
  <rect x="18" y="18" width="12" height="12" fill="${RED}"/>`,
}

/** @param {string} content */
const svg = content => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${content}</svg>`

/** What macOS paints in the color of its menu bar: all that is light, and nothing of what is dark. @param {string} content */
const template = content => {
  const light = content.replaceAll(DARK, '#000000').replaceAll(AMBER, LIGHT).replaceAll(RED, LIGHT)
  return svg(`<mask id="light">${light}</mask><rect width="32" height="32" mask="url(#light)"/>`)
}

/** Runs in the page. @param {string} source @param {number} size */
async function draw(source, size) {
  const image = new Image(size, size)
  image.src = `data:image/svg+xml,${encodeURIComponent(source.replace('<svg ', `<svg width="${size}" height="${size}" `))}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  canvas.getContext('2d')?.drawImage(image, 0, 0, size, size)
  return canvas.toDataURL('image/png').replace(/^.*,/, '')
}

async function drawAll() {
  const window = new BrowserWindow({ show: false })
  await window.loadURL('about:blank')
  await mkdir(folder, { recursive: true })
  for (const old of await readdir(folder)) await rm(path.join(folder, old))
  for (const [face, mask] of Object.entries(faces))
    for (const [badge, mark] of Object.entries(badges)) {
      const name = `${face}-${badge}`
      const files = /** @type {const} */ ([
        [`${name}.png`, svg(mask + mark), 22],
        [`${name}@2x.png`, svg(mask + mark), 44],
        [`${name}-Template.png`, template(mask + mark), 18],
        [`${name}-Template@2x.png`, template(mask + mark), 36],
      ])
      for (const [file, source, size] of files) {
        const code = `(${draw})(${JSON.stringify(source)}, ${size})`
        const png = await window.webContents.executeJavaScript(code)
        await writeFile(path.join(folder, file), Buffer.from(png, 'base64'))
      }
    }
}

// Not awaited: at the top level of a module that would keep the app from ever being ready.
void app
  .whenReady()
  .then(drawAll)
  .then(
    () => app.exit(0),
    error => {
      console.error(error)
      app.exit(1)
    },
  )
