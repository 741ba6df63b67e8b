import type { RequestContext } from '../conditions.ts'
import type { Parameters } from '../parameters.ts'

const MAX_CONTEXTS = 5

/** The ARNs of those who have asserted a context. What they have asserted is looked at by nobody here. */
export function readProvidedContexts(parameters: Parameters): readonly string[] {
  return Array.from({ length: parameters.count('ProvidedContexts', MAX_CONTEXTS) }, (_, at) => {
    const member = `ProvidedContexts.member.${at + 1}`
    parameters.required(`${member}.ContextAssertion`, { min: 4, max: 3072 })
    return parameters.required(`${member}.ProviderArn`, { min: 20, max: 2048 })
  })
}

/** What the caller must be allowed besides. */
export const contextActions = (providers: readonly string[]): readonly string[] =>
  providers.length === 0 ? [] : ['sts:SetContext']

export const providersContext = (providers: readonly string[]): RequestContext =>
  new Map(providers.length === 0 ? [] : [['sts:requestcontextproviders', providers]])
