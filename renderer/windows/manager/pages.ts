export const pages = ['Sessions', 'Keys', 'Connect a Tool', 'Profiles', 'Activity', 'Settings'] as const
export type PageName = (typeof pages)[number]
