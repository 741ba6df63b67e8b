export const pages = ['Sessions', 'Keys', 'Connect a Tool', 'Settings'] as const
export type PageName = (typeof pages)[number]
