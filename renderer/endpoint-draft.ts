import type { EndpointSettings } from '../main/core/catalog/identity.ts'

/** Where an identity's STS is, as it is being typed. */
export interface EndpointDraft {
  readonly region: string
  readonly fallbackRegion: string
  readonly sts: 'regional' | 'global' | 'custom'
  readonly stsUrl: string
}

export function toEndpointDraft(settings: EndpointSettings | null): EndpointDraft {
  return {
    region: settings?.region ?? 'us-east-1',
    fallbackRegion: settings?.fallbackRegion ?? '',
    sts:
      settings?.globalSts === true ? 'global' : (settings?.stsUrl ?? null) === null ? 'regional' : 'custom',
    stsUrl: settings?.stsUrl ?? '',
  }
}

/** What is hidden by another choice is not sent. */
export function toEndpoint({ region, fallbackRegion, sts, stsUrl }: EndpointDraft): EndpointSettings {
  return {
    region: region.trim(),
    fallbackRegion: sts === 'regional' ? fallbackRegion.trim() || null : null,
    globalSts: sts === 'global',
    // Empty it is no URL, which the rules say.
    stsUrl: sts === 'custom' ? stsUrl.trim() : null,
  }
}
