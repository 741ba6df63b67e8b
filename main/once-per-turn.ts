/** Makes many calls within one turn of the event loop into a single one, after all of them. */
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
