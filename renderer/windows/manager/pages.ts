export const pages = ['Sessions', 'Keys', 'Connect a Tool'] as const
export type PageName = (typeof pages)[number]
