import { shortened } from '../shortened.ts'

/** Characters of a name that nobody has checked yet. */
const LONGEST = 80

/** What somebody else has written, so that it can't turn the sentence around it into another one. */
export function shown(text: string): string {
  return shortened(text.slice(0, 4_096).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\ufffd'), LONGEST)
}
