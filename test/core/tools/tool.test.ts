import { describe, expect, it } from 'vitest'
import { askingOf, type Lineage } from '../../../main/core/tools/tool.ts'
import { inTerminal, process } from '../processes.ts'

const names = (lineage: Lineage, route: 'container' | 'process') => {
  const { name, tool, parent, app } = askingOf(lineage, route)
  return [name, tool?.name, parent?.name, app?.name]
}

describe('who asks', () => {
  it('is the process at the other end', () => {
    expect(names(inTerminal('terraform'), 'container')).toEqual([
      'terraform',
      'terraform',
      'bash',
      'gnome-terminal',
    ])
  })

  it('is an unknown program where the system does not tell', () => {
    expect(askingOf([], 'container')).toEqual({
      tool: null,
      parent: null,
      app: null,
      name: 'an unknown program',
    })
  })

  it.each<[string, Lineage]>([
    ['itself', [process('curl')]],
    ['through a shell of its own', [process('curl'), process('sh')]],
    ['through Debian’s shell', [process('curl'), process('dash')]],
  ])('is the program that runs curl %s, and not curl', (_, helpers) => {
    expect(names([...helpers, ...inTerminal('aws')], 'process').slice(0, 3)).toEqual(['aws', 'aws', 'bash'])
  })

  it('is curl where a person runs it in a shell', () => {
    expect(names([process('curl')], 'process')[0]).toBe('curl')
    expect(names([process('curl'), process('bash'), process('xterm')], 'process')[0]).toBe('bash')
    expect(names([process('curl'), process('sh')], 'process')[0]).toBe('sh')
  })

  it('is a script and not the helper that another program would be', () => {
    const script = process('sh', { script: '/usr/local/bin/deploy' })
    expect(names([process('curl'), script, process('bash')], 'process')[1]).toBe('sh')
  })

  it.each(['container', 'process'] as const)('is Terraform and not its provider, by %s', route => {
    const provider = process('terraform-provider-aws_v5.31.0_x5')
    const helpers = route === 'process' ? [process('curl'), process('sh')] : []
    expect(names([...helpers, provider, ...inTerminal('terraform')], route)[1]).toBe('terraform')
    expect(names([...helpers, provider, ...inTerminal('make')], route)[1]).toBe(provider.name)
    expect(names([...helpers, provider], route)[1]).toBe(provider.name)
  })

  it('is curl on the container route, where it is a tool like others', () => {
    expect(names([process('curl'), process('bash')], 'container')[0]).toBe('curl')
  })

  it('is told without what would change the words around it', () => {
    const evil = process('a\u202Ews\n\u0000', { executable: `/tmp/${'x'.repeat(2_000)}`, folder: '/\u200b' })
    const { tool, name } = askingOf([evil], 'container')
    expect(name).toBe('a�ws��')
    expect(tool?.executable).toHaveLength(512)
    expect(tool?.folder).toBe('/�')
  })

  it('is told with the end of its path, however long that is', () => {
    const executable = `/tmp/${'x'.repeat(503)}/aws/not-aws`
    const { tool } = askingOf([process('aws', { executable })], 'container')
    expect(tool?.executable).toMatch(/^\/tmp\/x+…x+\/aws\/not-aws$/)
  })

  it('keeps the marks that languages put on a letter, and none that would cover other lines', () => {
    const letter = 'a\u0323\u0302\u0301'
    const tower = `a${'\u0301'.repeat(40)}ws`
    const { tool } = askingOf([process(tower, { folder: `/${letter}` })], 'container')
    expect(tool?.name).toBe(`a${'\u0301'.repeat(4)}�ws`)
    expect(tool?.folder).toBe(`/${letter}`)
  })
})
