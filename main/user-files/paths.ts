import { join } from 'node:path'
import type { AwsFileKind } from '../core/aws-files/profiles.ts'

/**
 * Where AWS tools look for their files, as the environment of this process has it. Source: the AWS SDKs and Tools
 * Reference Guide, "Finding and changing the location of the shared files".
 */
export function awsFilePaths(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): { readonly [Kind in AwsFileKind]: string } {
  const placed = (variable: string, name: AwsFileKind): string => {
    const chosen = env[variable]
    return chosen ? expanded(chosen, env, home) : join(home, '.aws', name)
  }
  return {
    config: placed('AWS_CONFIG_FILE', 'config'),
    credentials: placed('AWS_SHARED_CREDENTIALS_FILE', 'credentials'),
  }
}

/** As botocore does with such a path, which no shell has seen where it comes from a desktop's settings. */
function expanded(path: string, env: Readonly<Record<string, string | undefined>>, home: string): string {
  const whole = path.replaceAll(
    /\$(?:(\w+)|\{([^}]+)\})/g,
    (all: string, bare?: string, braced?: string) => env[bare ?? braced ?? ''] ?? all,
  )
  return whole === '~' || /^~[\\/]/.test(whole) ? join(home, whole.slice(1)) : whole
}
