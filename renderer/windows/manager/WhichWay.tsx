import { More } from '../../components/More.tsx'
import styles from './Access.module.css'

const WAYS: readonly (readonly [tool: string, way: string])[] = [
  [
    'aws, Terraform, scripts and SDKs in a terminal',
    'Copy the lines for your shell: bash, zsh, fish or PowerShell.',
  ],
  [
    'An IDE, a database client, any desktop app',
    'Write a profile into the AWS config file, and choose it there.',
  ],
  ['What runs in a Docker container', 'Copy the lines for a container.'],
  ['Older tools: awscli before 2.15, boto3 before 1.34.41', 'Copy the lines for older tools.'],
  [
    'Tools that know only the role of an EC2 instance',
    'Turn instance metadata on in Settings, then copy the lines for it.',
  ],
]

/** Most people know their tool, and not what it understands. */
export function WhichWay() {
  return (
    <More word="Which way for which tool?" about="All are behind Connect…" isSet={false}>
      <dl className={styles.ways}>
        {WAYS.map(([tool, way]) => [<dt key={tool}>{tool}</dt>, <dd key={way}>{way}</dd>])}
      </dl>
    </More>
  )
}
