import { connectBus } from './desktop-bus.ts'
import { becomeTrayHost } from './tray-watcher.ts'

// A tray of its own process, which a test can stop and end: `… <address of the bus>`. Says when it is there.
await becomeTrayHost(await connectBus(process.argv[2] ?? ''))
process.stdout.write('ready\n')
