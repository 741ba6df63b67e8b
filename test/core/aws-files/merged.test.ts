import { expect, it } from 'vitest'
import { merged } from '../../../main/core/aws-files/merged.ts'

const BEFORE = '[default]\nregion = 1\noutput = json\n\n[profile a]\nx = 1\n'

it.each([
  ['nothing was changed', BEFORE, BEFORE, BEFORE],
  ['only the later one has changed', BEFORE, '[other]\n', '[other]\n'],
  [
    'a value was set by each',
    BEFORE.replace('region = 1', 'region = 2'),
    BEFORE.replace('x = 1', 'x = 2'),
    '[default]\nregion = 2\noutput = json\n\n[profile a]\nx = 2\n',
  ],
  [
    'both have set the same one',
    BEFORE.replace('x = 1', 'x = 2'),
    BEFORE.replace('x = 1', 'x = 3'),
    BEFORE.replace('x = 1', 'x = 3'),
  ],
  ['both have added at the same place', `${BEFORE}y = 1\n`, `${BEFORE}z = 1\n`, `${BEFORE}z = 1\ny = 1\n`],
  ['both have added the same', `${BEFORE}y = 1\n`, `${BEFORE}y = 2\n`, `${BEFORE}y = 2\n`],
  [
    'a section was added',
    `${BEFORE}\n[profile b]\nx = 1\ny = 2\n`,
    `${BEFORE}\n[profile c]\n`,
    `${BEFORE}\n[profile c]\n\n[profile b]\nx = 1\ny = 2\n`,
  ],
  [
    'a value was removed',
    BEFORE.replace('output = json\n', ''),
    `${BEFORE}y = 1\n`,
    '[default]\nregion = 1\n\n[profile a]\nx = 1\ny = 1\n',
  ],
  [
    'a section was removed',
    '[default]\nregion = 1\noutput = json\n',
    BEFORE.replace('region = 1', 'region = 2'),
    '[default]\nregion = 2\noutput = json\n',
  ],
  [
    'a section was removed to which the later one has added',
    '[default]\nregion = 1\noutput = json\n',
    `${BEFORE}y = 1\n`,
    '[default]\nregion = 1\noutput = json\n\n[profile a]\ny = 1\n',
  ],
  [
    'a removed value was set by the later one',
    BEFORE.replace('x = 1\n', ''),
    BEFORE.replace('x = 1', 'x = 2'),
    BEFORE.replace('x = 1', 'x = 2'),
  ],
  [
    'a block was added',
    `${BEFORE}s3 =\n  a = 1\n  b = 2\n`,
    `# mine\n${BEFORE}`,
    `# mine\n${BEFORE}s3 = \n    a = 1\n    b = 2\n`,
  ],
  [
    'lines end as on Windows',
    '[a]\r\nx = 2\r\n',
    '[a]\r\nx = 1\r\n[b]\r\ny = 1\r\n',
    '[a]\r\nx = 2\r\n[b]\r\ny = 1\r\n',
    '[a]\r\nx = 1\r\n',
  ],
  ['all was removed', '', BEFORE, ''],
  ['the later one has removed all', BEFORE.replace('x = 1', 'x = 2'), '', ''],
])('%s', (_what, earlier, later, both, before = BEFORE) => {
  expect(merged(before, earlier, later)).toBe(both)
})
