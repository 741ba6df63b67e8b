import { describe, expect, it } from 'vitest'
import { isInterpreter, scriptArgument } from '../../../main/endpoint/peer/interpreter.ts'

describe('isInterpreter', () => {
  it.each([
    'python',
    'python3',
    'python3.11',
    'node',
    'nodejs',
    'node20',
    'ruby3.1',
    'perl5.36.0',
    'sh',
    'bash',
    'dash',
    'zsh',
    'java',
    'php8.2',
    'deno',
    'bun',
  ])('knows %s', name => expect(isInterpreter(name)).toBe(true))

  it.each(['aws', 'terraform', 'shell', 'pythonic', 'constructor', '3', '', 'bash-completion', 'toString'])(
    'does not take %j for one',
    name => expect(isInterpreter(name)).toBe(false),
  )
})

const scripts: readonly [line: string, script: string | null][] = [
  ['python3 app.py --password hunter2', 'app.py'],
  ['python3.11 -u -W ignore -Xdev app.py', 'app.py'],
  ['python3 -uW ignore app.py', 'app.py'],
  ['python3 -m aws hunter2', null],
  ['python3 -um aws hunter2', null],
  ['python3 -c code hunter2', null],
  ['python3 -Bccode hunter2', null],
  ['python3 - hunter2', null],
  ['python3 -- -odd.py', '-odd.py'],
  ['python3', null],
  ['bash deploy.sh hunter2', 'deploy.sh'],
  ['bash -eu deploy.sh', 'deploy.sh'],
  ['bash -euo pipefail deploy.sh', 'deploy.sh'],
  ['bash +o history deploy.sh', 'deploy.sh'],
  ['bash --rcfile hunter2 deploy.sh', 'deploy.sh'],
  ['bash -c hunter2 deploy.sh', null],
  ['bash -lc hunter2 deploy.sh', null],
  ['sh -s hunter2', null],
  ['node --max-old-space-size=9 -r hook.js --import other.js app.js', 'app.js'],
  ['node --require=hook.js app.js', 'app.js'],
  ['node -e code hunter2', null],
  ['node -pe code hunter2', null],
  ['node --eval=code hunter2', null],
  ['node --test hunter2', null],
  ['ruby -W0 -I lib -rjson app.rb', 'app.rb'],
  ['ruby -ne code hunter2', null],
  ['perl -w -I lib -MIO::File app.pl', 'app.pl'],
  ['perl -lane code hunter2', null],
  ['java -Xmx1g -cp a.jar:b.jar -jar app.jar hunter2', 'app.jar'],
  ['java -m mod/Main hunter2', null],
  ['php -d a=b app.php', 'app.php'],
  ['php -f app.php hunter2', 'app.php'],
  ['php -r code hunter2', null],
  ['deno run --allow-net app.ts hunter2', 'app.ts'],
  ['bun run app.ts', 'app.ts'],
  ['bun app.ts', 'app.ts'],
  ['bun -e code hunter2', null],
  ['aws s3 ls', null],
]

describe('scriptArgument', () => {
  it.each(scripts)('of %j is %j', (line, script) => {
    const args = line.split(' ')
    expect(scriptArgument(args[0] ?? '', args)).toBe(script)
  })

  it('is null for an empty argument', () => {
    expect(scriptArgument('bash', ['bash', '', 'hunter2'])).toBe(null)
  })
})
