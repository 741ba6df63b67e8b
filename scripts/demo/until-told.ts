/** Resolves at SIGTERM or SIGINT. To be called before anything is started that must be ended. */
export function untilTold(): { readonly told: Promise<void>; readonly wasTold: () => boolean } {
  let was = false
  const told = new Promise<void>(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => {
        was = true
        resolve()
      })
  })
  return { told, wasTold: () => was }
}
