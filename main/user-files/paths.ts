import { join, resolve, sep } from 'node:path'
import type { AwsFileKind } from '../core/aws-files/profiles.ts'

/**
 * Where AWS tools look for their files, as the environment of this process has it. Source: the AWS SDKs and Tools
 * Reference Guide, "Finding and changing the location of the shared files".
 * @param ours the folder of the files for tools: who starts the app in a shell that is connected to it has one of those
 * in the environment, and no file of the user's is meant
 */
export function awsFilePaths(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  ours: string,
): { readonly [Kind in AwsFileKind]: string } {
  const placed = (variable: string, name: AwsFileKind): string => {
    const chosen = expanded(env[variable] ?? '', env, home)
    const isOurs = resolve(chosen).startsWith(resolve(ours) + sep)
    return chosen === '' || isOurs ? join(home, '.aws', name) : chosen
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
