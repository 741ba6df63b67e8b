import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const root = resolve(import.meta.dirname, '../..')

// Set by hand to the older of the two runtimes (see README): what is built runs on both.
const node = 'node20.18'
const chrome = 'chrome130'

/** Under the names that they have: macOS knows by a file's name how to paint it, and each system its sizes. */
function trayIcons(): Plugin {
  const folder = resolve(root, 'main/desktop/icons/tray')
  return {
    name: 'tray-icons',
    generateBundle() {
      for (const file of readdirSync(folder))
        this.emitFile({ type: 'asset', fileName: `tray/${file}`, source: readFileSync(join(folder, file)) })
    },
  }
}

export default defineConfig({
  main: {
    plugins: [trayIcons()],
    build: {
      license: { fileName: 'licenses.json' },
      // Everything but Electron and the native module is bundled: the app starts faster, and the package is small.
      externalizeDeps: false,
      target: node,
      minify: false,
      rollupOptions: {
        external: ['electron', 'keytar'],
        input: {
          index: resolve(root, 'main/index.ts'),
          'keychain-host': resolve(root, 'main/keychain/host.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      license: { fileName: 'licenses.json' },
      externalizeDeps: false,
      target: node,
      minify: false,
      rollupOptions: {
        external: ['electron'],
        input: { index: resolve(root, 'preload/index.ts') },
        // A sandboxed preload can't be a module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [react()],
    build: {
      license: { fileName: 'licenses.json' },
      target: chrome,
      minify: true,
      modulePreload: false,
      assetsInlineLimit: 0,
      rollupOptions: {
        input: {
          manager: resolve(root, 'renderer/windows/manager/index.html'),
          prompts: resolve(root, 'renderer/windows/prompts/index.html'),
          switcher: resolve(root, 'renderer/windows/switcher/index.html'),
        },
      },
    },
  },
})
