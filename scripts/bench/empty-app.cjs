// What any app of this kind costs: Electron with an icon in the tray, no window, and Node's own HTTP server that always
// gives the same bytes. Whatever else Understudy takes is its own.
const { createServer } = require('node:http')
const { readFileSync } = require('node:fs')
const { app, Menu, nativeImage, Tray } = require('electron')

const { port, status, headers, body } = JSON.parse(readFileSync(process.env.EMPTY_APP_ANSWER, 'utf8'))
const bytes = Buffer.from(body)
let tray = null

void app.whenReady().then(() => {
  tray = new Tray(nativeImage.createFromPath(process.env.EMPTY_APP_ICON))
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]))
  const server = createServer((_request, response) => {
    response.writeHead(status, headers)
    response.end(bytes)
  })
  // As Understudy has it: whoever asks again later finds the connection closed.
  server.keepAliveTimeout = 1_000
  server.listen({ port, host: '127.0.0.1', backlog: 4096 })
})
app.on('window-all-closed', () => {})
