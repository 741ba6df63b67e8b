import { expect, it } from 'vitest'
import type { EndpointSettings } from '../../../main/core/catalog/identity.ts'
import { stsTargets } from '../../../main/core/doctor/targets.ts'
import { alice } from '../world.ts'

const urlOf = ({ region, url }: { readonly region: string; readonly url: string | null }) =>
  url ?? `https://${region}`

const targetsOf = (...settings: readonly Partial<EndpointSettings>[]) =>
  stsTargets(
    settings.map(each => ({ ...alice, ...each })),
    urlOf,
  ).map(({ url, isAws, isFallback }) => [url, isAws, isFallback])

it.each<[string, readonly Partial<EndpointSettings>[], readonly unknown[]]>([
  ['none', [], []],
  [
    'each Region once',
    [{}, {}, { region: 'eu-west-1' }],
    [
      ['https://eu-central-1', true, false],
      ['https://eu-west-1', true, false],
    ],
  ],
  [
    'a fallback Region after the first ones',
    [{ fallbackRegion: 'eu-west-1' }, { region: 'us-east-1' }],
    [
      ['https://eu-central-1', true, false],
      ['https://us-east-1', true, false],
      ['https://eu-west-1', true, true],
    ],
  ],
  [
    'a fallback Region that is another one’s first as such',
    [{ fallbackRegion: 'eu-west-1' }, { region: 'eu-west-1' }],
    [
      ['https://eu-central-1', true, false],
      ['https://eu-west-1', true, false],
    ],
  ],
  [
    'a URL of its own, which has no fallback',
    [{ stsUrl: 'https://x', fallbackRegion: 'eu-west-1' }],
    [['https://x', false, false]],
  ],
  ['the one for all Regions', [{ globalSts: true }], [['https://sts.amazonaws.com', false, false]]],
])('of the STS that identities use there is %s', (_what, settings, targets) => {
  expect(targetsOf(...settings)).toEqual(targets)
})
