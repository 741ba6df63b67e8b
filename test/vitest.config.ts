import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '..')

export default defineConfig({
  root,
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'test/*.test.ts',
            'test/{core,aws,endpoint,settings,desktop,rules,local-aws}/**/*.test.ts',
          ],
        },
      },
      {
        // Real keyrings, buses and Electron: one file at a time, since they share two cores with what they test.
        extends: true,
        test: {
          name: 'desktop',
          include: ['test/{desktop-support,keychain,e2e,interop,demo,package}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
