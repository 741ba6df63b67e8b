/** Makes the calls that come one after another, before anything else is run, into a single one after them. */
export function oncePerTurn(run: () => void): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    queueMicrotask(() => {
      waiting = false
      run()
    })
  }
}
