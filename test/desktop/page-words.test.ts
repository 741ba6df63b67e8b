import { expect, it } from 'vitest'
import { browserOnly, pageTitle } from '../../main/desktop/sign-in/page-words.ts'

it.each(['Electron/33.2.1', 'understudy/0.1.0', 'Understudy/0.1.0-beta.1'])(
  'a user agent says nothing of %s',
  name => {
    const engine = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)'
    expect(browserOnly(`${engine} ${name} Chrome/130.0.0.0 Safari/537.36`)).toBe(
      `${engine} Chrome/130.0.0.0 Safari/537.36`,
    )
  },
)

it.each([
  ['https://login.corp.example/a?b#c', 'login.corp.example – Corp'],
  ['https://login.corp.example:8443/', 'login.corp.example:8443 – Corp'],
  // Its letters only look like those of corp.
  ['https://login.соrp.example/', 'login.xn--rp-emcl.example – Corp'],
  ['https://corp.example@evil.example/', 'evil.example – Corp'],
  ['blob:https://evil.example/9c1f', 'evil.example – Corp'],
  ['data:text/html,corp.example', 'A page without a host – Corp'],
  ['about:blank', 'A page without a host – Corp'],
  ['', 'A page without a host – Corp'],
])('above %s stands %s', (url, title) => {
  expect(pageTitle(url, 'Corp')).toBe(title)
})
