import { useEffect, useState } from 'react'
import type { License } from '../../../../main/core/license.ts'
import type { Answer } from '../../../../preload/contract.ts'
import { Message } from '../../../components/Message.tsx'
import { More } from '../../../components/More.tsx'
import { PanelDialog } from '../../../components/PanelDialog.tsx'
import manager from '../Manager.module.css'
import styles from './LicensesDialog.module.css'

interface Props {
  readonly onClose: () => void
}

/** Whose work the app is made of, and under which terms. */
export function LicensesDialog({ onClose }: Props) {
  const [answer, setAnswer] = useState<Answer<readonly License[]> | null>(null)
  useEffect(() => void window.understudy.lookUp.licenses({}).then(setAnswer), [])
  return (
    <PanelDialog title="Licenses" onClose={onClose}>
      <p className={manager.soft}>Understudy is under the MIT License. It is built on the work of others:</p>
      {answer !== null && !answer.ok ? <Message what={answer.explanation} /> : null}
      {answer?.ok ? (
        <ul className={styles.list} aria-label="What Understudy is built on">
          {answer.value.map(each => (
            <li key={`${each.name}@${each.version}`}>
              <More word={each.name} about={`${each.version} · ${each.license}`} isSet={false}>
                <pre className={manager.lines}>{each.text === '' ? withoutText(each) : each.text}</pre>
              </More>
            </li>
          ))}
        </ul>
      ) : null}
    </PanelDialog>
  )
}

function withoutText({ license }: License): string {
  return `It brings no text of its own. Its license is ${license}: https://spdx.org/licenses/${license}.html`
}
