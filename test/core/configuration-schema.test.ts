import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { configurationShape } from '../../main/core/configuration/shape.ts'
import { readConfiguration } from '../../main/core/configuration/text.ts'
import { smallest, team } from './configuration-files.ts'

const schema = toJsonSchema(configurationShape, { typeMode: 'input', target: 'draft-2020-12' })
// As text, which is what others read it from.
const validate = new Ajv2020({ strict: false }).compile(JSON.parse(JSON.stringify(schema)))

it('the schema in docs is that of the shape; `npx vitest -u` with this file writes it anew', async () => {
  const text = `${JSON.stringify(schema, null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../../docs/configuration.schema.json')
})

it.each([
  ['all that there can be', team],
  ['next to nothing', smallest],
])('a validator that others have written takes %s, as the app does', (_what, file) => {
  expect(validate(file), JSON.stringify(validate.errors)).toBe(true)
  expect(readConfiguration(JSON.stringify(file), 'team.json').ok).toBe(true)
})

it.each<[string, object]>([
  ['a member that nobody knows', { ...smallest, extra: true }],
  ['another format', { ...smallest, format: 'other' }],
  ['a version of later', { ...smallest, version: 2 }],
  ['an identity of no kind', { ...smallest, identities: [{ name: 'alice', region: 'eu-central-1' }] }],
  [
    'an identity without a Region',
    { ...smallest, identities: [{ ...team.identities[0], region: undefined }] },
  ],
  ['an id', { ...smallest, sessions: [{ ...team.sessions[0], id: 'x' }] }],
  ['a key', { ...smallest, identities: [{ ...team.identities[0], accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }] }],
  [
    'a source that is both',
    { ...smallest, sessions: [{ ...team.sessions[0], source: { identity: 'a', session: 'b' } }] },
  ],
  ['a very long text', { ...smallest, tools: [{ name: 'x'.repeat(5_000), target: 'current' }] }],
])('both refuse %s', (_what, file) => {
  const text = JSON.stringify(file)
  expect(validate(JSON.parse(text))).toBe(false)
  expect(readConfiguration(text, 'team.json').ok).toBe(false)
})
