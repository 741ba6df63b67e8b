import type { Desktop } from './desktop.ts'
import { runTool } from './desktop-process.ts'
import { windowsOnScreen } from './windows-on-screen.ts'

/** Says to a window what a window manager says when its close button is pressed (ICCCM, WM_DELETE_WINDOW). */
const SCRIPT = `
import ctypes, sys
x = ctypes.CDLL("libX11.so.6")
class Message(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("name", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 24)]
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.restype = ctypes.c_ulong
x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
display, window = x.XOpenDisplay(None), int(sys.argv[1])
message = Message(type=33, window=window, format=32, name=x.XInternAtom(display, b"WM_PROTOCOLS", 0))
message.data[0] = x.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
x.XSendEvent(display, window, 0, 0, ctypes.byref(message))
x.XSync(display, 0)
`

/** Presses the close button of the window with this title. */
export async function pressClose({ env }: Pick<Desktop, 'env'>, title: string): Promise<void> {
  const [id] = await windowsOnScreen(env, 'name', title)
  if (id === undefined) throw new Error(`There is no window ${title}.`)
  const told = await runTool('python3', ['-c', SCRIPT, id], { env })
  if (told.code !== 0) throw new Error(`The window could not be told: ${told.stderr}`)
}
