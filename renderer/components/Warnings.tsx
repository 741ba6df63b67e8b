import styles from './Warnings.module.css'

/** What is allowed and seldom meant. Read out as it comes, which is why the place for it is always there. */
export function Warnings({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <div role="status" className={sentences.length === 0 ? styles.none : styles.warnings}>
      {sentences.map(sentence => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  )
}
