import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { sweep } from '../../main/user-files/temporary.ts'
import { tempHome } from './temp-files.ts'

const { path } = tempHome()
const ID = '0123456789abcdef0123456789abcdef'
const ours = (name: string) => `.${name}.understudy-${ID}`
const swept = () => sweep([path('config'), path('credentials')])

it('removes what was left of both files, and of what a link once led to here, and nothing else', async () => {
  const others = [
    'config',
    'credentials',
    'config.bak',
    `config.understudy-${ID}`,
    `.config.understudy-${ID}x`,
    '.config.understudy-0123',
    `.config.other-${ID}`,
    `.understudy-${ID}`,
    `.config.understudy-${ID.toUpperCase()}`,
  ]
  for (const name of [...others, ours('config'), ours('credentials'), ours('earlier-name')])
    writeFileSync(path(name), 'x')
  await swept()
  expect(readdirSync(path()).sort()).toEqual(others.sort())
})

it('removes no folder, and neither a link nor what it leads to', async () => {
  mkdirSync(path(ours('config'), 'inner'), { recursive: true })
  writeFileSync(path('kept'), 'x')
  symlinkSync('kept', path(ours('credentials')))
  await swept()
  expect(readdirSync(path()).sort()).toEqual([ours('config'), ours('credentials'), 'kept'].sort())
})

it('looks beside what a link leads to as well', async () => {
  for (const folder of ['dotfiles', 'elsewhere']) mkdirSync(path(folder))
  writeFileSync(path('dotfiles', 'aws-config'), '[default]')
  symlinkSync('dotfiles/aws-config', path('config'))
  const left = ['dotfiles', 'elsewhere'].map(folder => path(folder, ours('aws-config')))
  for (const file of [...left, path(ours('config'))]) writeFileSync(file, 'x')
  await swept()
  expect(left.map(file => existsSync(file))).toEqual([false, true])
  expect(existsSync(path(ours('config')))).toBe(false)
  expect(readFileSync(path('config'), 'utf8')).toBe('[default]')
})

it('goes on where one folder is missing', async () => {
  writeFileSync(path(ours('credentials')), 'x')
  await sweep([path('nowhere', 'config'), path('credentials')])
  expect(readdirSync(path())).toEqual([])
  rmSync(path(), { recursive: true })
  await swept()
})
