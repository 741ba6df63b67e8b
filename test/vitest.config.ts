import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '..')
const OF_MOTO = ['test/interop/{moto,botocore}*.test.ts']
/** It takes more than a minute of both cores. */
const OF_KILLS = 'test/user-files/killed.test.ts'
/**
 * What mostly waits, for lives to end or for pauses to pass, so that several do so at the same time. Nothing in them
 * depends on how quick this machine is: whoever is not sure of that belongs with the desktop's others.
 */
const PATIENT = [
  'test/demo/demo.test.ts',
  'test/e2e/{away,notifications,saml,soak}.test.ts',
  'test/interop/aws-configure-race.test.ts',
]
/** It starts the app. */
const OF_COMMANDS = 'test/docs/run.test.ts'

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
            'test/{bench,core,aws,doctor,endpoint,settings,other-tools,updates,desktop,rules,local-aws,user-files,docs}/**/*.test.ts',
          ],
          exclude: [OF_KILLS, OF_COMMANDS, ...configDefaults.exclude],
          // By default one core is left alone, and of two that is half.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      {
        // What others have written about AWS, and no desktop.
        extends: true,
        test: { name: 'moto', include: OF_MOTO },
      },
      {
        // The app as it is installed. It has been built before.
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Planted secrets, and all that leaves the app searched for them. It has been built before.
        extends: true,
        test: {
          name: 'canaries',
          include: ['test/canaries/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Real keyrings, buses and Electron: one file at a time, since they share two cores with what they test.
        extends: true,
        test: {
          name: 'desktop',
          include: ['test/{desktop-support,keychain,e2e,interop,demo}/**/*.test.ts', OF_KILLS, OF_COMMANDS],
          exclude: [...OF_MOTO, ...PATIENT, ...configDefaults.exclude],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'patient',
          include: PATIENT,
          maxWorkers: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
