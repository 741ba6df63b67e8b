import type { Locator } from 'playwright'

/**
 * A click by which its window closes, perhaps before the driver has heard that the click was made. What has come of it is
 * for the test to see.
 */
export async function lastClick(button: Locator): Promise<void> {
  await button.click().catch((error: unknown) => {
    if (!button.page().isClosed()) throw error
  })
}
