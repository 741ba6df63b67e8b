import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export type Environment = Readonly<Record<string, string>>

/** A home of its own, so that nothing of this machine's user takes part. */
export class Shells {
  readonly home = mkdtempSync(path.join(tmpdir(), 'understudy-shells-'))

  remove(): void {
    rmSync(this.home, { recursive: true, force: true })
  }

  write(name: string, text: string): string {
    const file = path.join(this.home, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  /** What the script printed. A file, since an argument may be no longer than 128 KiB. */
  run(shell: 'bash' | 'fish', script: string, env: Environment = {}): string {
    const file = this.write('script', script)
    const args = shell === 'bash' ? ['--norc', '-eu', file] : [file]
    // What a wrong quote sets free writes its files there.
    const cwd = this.home
    return execFileSync(shell, args, { encoding: 'utf8', stdio: 'pipe', cwd, env: this.environment(env) })
  }

  /** What a program that is started after the lines finds in its environment. */
  environmentAfter(shell: 'bash' | 'fish', lines: string, env: Environment): Environment {
    const output = this.run(shell, `${lines}\nenv -0\n`, env)
    return Object.fromEntries(
      output
        .split('\0')
        .filter(line => line !== '')
        .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
  }

  environment(env: Environment): Environment {
    return { PATH: '/usr/bin:/bin', HOME: this.home, LC_ALL: 'C.UTF-8', ...env }
  }
}
