import { spawnSync } from 'node:child_process'
import { npm } from '../setup/process.mjs'
import { shipped } from './shipped.ts'

interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
}

interface Dependency {
  readonly ref: string
  readonly dependsOn?: readonly string[]
}

interface Bill {
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly Dependency[]
}

/**
 * What is in the packages, as CycloneDX 1.5: npm's own list of all that is installed, cut down to what the build has
 * bundled, with Electron's release that was packed. What Electron itself is made of stands in its LICENSES.chromium.html.
 * @throws where npm's list lacks something that ships
 * @see https://cyclonedx.org/docs/1.5/json/
 */
export async function billOfMaterials(root: string, electronVersion: string): Promise<object> {
  const bill = installed(root)
  const wanted = new Set((await shipped(root)).map(({ name, version }) => `${name}@${version}`))
  const components = bill.components.filter(each => wanted.has(`${each.name}@${each.version}`))
  const found = new Set(components.map(each => `${each.name}@${each.version}`))
  const missing = [...wanted].filter(each => !found.has(each))
  if (missing.length > 0) throw new Error(`npm's list of what is installed lacks ${missing.join(', ')}`)

  const electron = {
    'bom-ref': `electron@${electronVersion}`,
    type: 'framework',
    name: 'electron',
    version: electronVersion,
    scope: 'required',
    purl: `pkg:npm/electron@${electronVersion}`,
    licenses: [{ license: { id: 'MIT' } }],
    externalReferences: [{ type: 'website', url: 'https://www.electronjs.org' }],
  }
  const refs = new Set([...components.map(each => each['bom-ref']), bill.metadata.component['bom-ref']])
  return {
    ...bill,
    metadata: {
      ...bill.metadata,
      component: { ...bill.metadata.component, type: 'application', name: 'understudy' },
    },
    components: [...components, electron],
    dependencies: [
      ...bill.dependencies
        .filter(each => refs.has(each.ref))
        .map(each => {
          const dependsOn = (each.dependsOn ?? []).filter(ref => refs.has(ref))
          const isApp = each.ref === bill.metadata.component['bom-ref']
          return { ref: each.ref, dependsOn: isApp ? [...dependsOn, electron['bom-ref']] : dependsOn }
        }),
      { ref: electron['bom-ref'], dependsOn: [] },
    ],
  }
}

function installed(root: string): Bill {
  const asked = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const { status, stdout, stderr } = spawnSync(npm, asked, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`npm sbom failed:\n${stderr}`)
  return JSON.parse(stdout)
}
