import { type CatalogData, regionOf, regionsOf } from '../core/catalog/catalog-data.ts'
import { sessionOf } from '../core/tools/grants.ts'
import type { EndpointParts } from './endpoint.ts'

/** What the endpoint serves, as the catalog has it at the moment of the call. */
export function ofCatalog(catalog: () => CatalogData): Pick<EndpointParts, 'grants' | 'metadataSession'> {
  return {
    grants: () => {
      const data = catalog()
      const region = regionsOf(data)
      return data.grants.map(grant => {
        const target = sessionOf(data, grant)
        return { id: grant.id, region: target.ok ? region(target.value) : null }
      })
    },
    metadataSession: () => {
      const data = catalog()
      return data.instanceMetadata === null ? null : { region: regionOf(data, data.instanceMetadata) }
    },
  }
}
