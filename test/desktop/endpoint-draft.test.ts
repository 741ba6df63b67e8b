import { expect, it } from 'vitest'
import { toEndpoint, toEndpointDraft } from '../../renderer/endpoint-draft.ts'

const regional = { region: 'eu-central-1', fallbackRegion: 'eu-west-1', globalSts: false, stsUrl: null }

it.each([
  ['regional', regional],
  ['global', { ...regional, fallbackRegion: null, globalSts: true }],
  ['custom', { ...regional, fallbackRegion: null, stsUrl: 'https://sts.example' }],
])('an identity with the %s STS goes through its form unchanged', (sts, settings) => {
  const draft = toEndpointDraft(settings)
  expect(draft.sts).toBe(sts)
  expect(toEndpoint(draft)).toEqual(settings)
})

it('what another choice hides is not sent', () => {
  const draft = { ...toEndpointDraft(regional), stsUrl: 'https://sts.example' }
  expect(toEndpoint({ ...draft, sts: 'global' })).toMatchObject({ fallbackRegion: null, stsUrl: null })
  expect(toEndpoint({ ...draft, sts: 'custom' })).toMatchObject({ fallbackRegion: null, globalSts: false })
  expect(toEndpoint(draft)).toEqual(regional)
})

it('an STS URL that is chosen and not typed is sent as none that can be right', () => {
  expect(toEndpoint({ ...toEndpointDraft(null), sts: 'custom' }).stsUrl).toBe('')
})
