import type { Facts, StsFact, StsTarget } from '../../../main/core/doctor/facts.ts'

export const frankfurt: StsTarget = {
  region: 'eu-central-1',
  url: 'https://sts.eu-central-1.amazonaws.com',
  isAws: true,
  isFallback: false,
}

export function answers(skew: number | null, target = frankfurt): StsFact {
  return { target, answer: { kind: 'answered', skew } }
}

/** All that can be asked for. */
export const healthy: Facts = {
  keychain: { kind: 'works' },
  bus: { session: true, tray: true, notifications: true },
  endpoint: { kind: 'serving', port: 21_000, files: { total: 3, missing: 0, open: 0 } },
  sts: [answers(120)],
  proxies: ['DIRECT'],
  curl: '/usr/bin/curl',
  awsFiles: { why: null, warnings: [], profiles: [] },
  shortcut: { keys: 'Alt+Shift+U', why: null, isSeen: true },
  settings: { folder: '/home/alice/.config/understudy', unwritable: null, unreadable: null },
}
