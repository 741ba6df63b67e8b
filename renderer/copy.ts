/**
 * Puts a text that is no secret into the clipboard, by the copy that the user's click allows. The clipboard API asks
 * for a permission, and no page of ours has any. Answers whether it is there.
 */
export function copyText(text: string): boolean {
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }
  document.addEventListener('copy', put, { once: true })
  try {
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', put)
  }
}
