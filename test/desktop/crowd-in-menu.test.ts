import { expect, it } from 'vitest'
import { electronExecutable } from '../support/app.ts'
import { runTool } from '../support/desktop-process.ts'
import { printFigure } from '../support/figures.ts'

it('a menu of a thousand sessions is made in a moment, in the app’s own engine', async () => {
  const { code, stdout, stderr } = await runTool(
    electronExecutable(),
    ['--import', 'tsx', `${import.meta.dirname}/crowd-in-menu.ts`],
    { env: { PATH: process.env['PATH'] ?? '', ELECTRON_RUN_AS_NODE: '1' } },
  )
  expect(code, stderr).toBe(0)
  const { ten, thousand }: { ten: number; thousand: number } = JSON.parse(stdout)
  printFigure(
    `the tray's menu takes ${ten.toFixed(2)} ms with 10 sessions, ${thousand.toFixed(2)} ms with 1,000`,
  )
  // Each is looked at, and no more than ten are written: far from a hundred times the work.
  expect(thousand / ten).toBeLessThan(50)
  expect(thousand).toBeLessThan(100)
})
