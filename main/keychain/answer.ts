import keytar from 'keytar'
import type { Reply, Request } from './messages.ts'

/** The name under which all items of ours are kept; `secret-tool lookup service understudy account …` shows one. */
const SERVICE = 'understudy'

/**
 * Carries out one request. Never `findCredentials`: with a locked keyring and no prompter it crashes the
 * process on Linux; the catalog knows the names of the items.
 */
export async function answer(request: Request): Promise<Reply> {
  const { id } = request
  try {
    switch (request.op) {
      case 'get':
        return { id, ok: true, value: await keytar.getPassword(request.of ?? SERVICE, request.account) }
      case 'set':
        await keytar.setPassword(SERVICE, request.account, request.value)
        return { id, ok: true, value: null }
      case 'remove':
        return { id, ok: true, value: await keytar.deletePassword(SERVICE, request.account) }
    }
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}
