import type { Page } from 'playwright'
import { type EndpointAnswer, fetchCredentials } from '../support/endpoint-client.ts'
import { type Logind, startLogind } from '../support/logind.ts'
import { type NotificationService, startNotificationService } from '../support/notification-service.ts'
import { type Scene, type SceneOptions, setScene } from '../support/scene.ts'

/** A scene whose desktop shows notifications and tells of the screen's lock and of sleep, as most do. */
export async function setWatchedScene(app: SceneOptions['app'] = {}): Promise<
  Awaited<ReturnType<typeof setScene>> & {
    readonly logind: Logind
    readonly notifications: NotificationService
  }
> {
  const started: { logind?: Logind; notifications?: NotificationService } = {}
  const scene = await setScene({
    app,
    services: async ({ busAddress }) => {
      started.logind = await startLogind(busAddress)
      started.notifications = await startNotificationService(busAddress)
    },
  })
  const { logind, notifications } = started
  if (logind === undefined || notifications === undefined) throw new Error('The services were not started.')
  return { ...scene, logind, notifications }
}

export async function toolAsks({ person }: Pick<Scene, 'person'>, session: string): Promise<EndpointAnswer> {
  return fetchCredentials(await person.connectionOf(session))
}

/** The windows that ask for codes. */
export function popups({ app }: Pick<Scene, 'app'>): readonly Page[] {
  return app.windows().filter(page => page.url().includes('/prompts/'))
}
