import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { Snapshot } from '../main/core/snapshot/snapshot.ts'
import { channels, commandNames, lookUpNames, type Understudy, type WantedPage } from './contract.ts'

// Named functions only: a window never gets ipcRenderer itself, nor an event that leads to it.
const run = Object.fromEntries(
  commandNames.map(name => [name, (input: unknown) => ipcRenderer.invoke(channels.command(name), input)]),
) as Understudy['run']

const lookUp = Object.fromEntries(
  lookUpNames.map(name => [name, (input: unknown) => ipcRenderer.invoke(channels.lookUp(name), input)]),
) as Understudy['lookUp']

const understudy: Understudy = {
  platform: process.platform,
  run,
  lookUp,
  getSnapshot: () => ipcRenderer.invoke(channels.getSnapshot),
  getActivity: () => ipcRenderer.invoke(channels.getActivity),
  onPage: listener => {
    const forward = (_event: IpcRendererEvent, wanted: WantedPage): void => listener(wanted)
    ipcRenderer.on(channels.page, forward)
    return () => ipcRenderer.off(channels.page, forward)
  },
  onShown: listener => {
    const forward = (_event: IpcRendererEvent, isShown: boolean): void => listener(isShown)
    ipcRenderer.on(channels.shown, forward)
    return () => ipcRenderer.off(channels.shown, forward)
  },
  onSnapshot: listener => {
    const forward = (_event: IpcRendererEvent, snapshot: Snapshot): void => listener(snapshot)
    ipcRenderer.on(channels.snapshot, forward)
    return () => ipcRenderer.off(channels.snapshot, forward)
  },
}

contextBridge.exposeInMainWorld('understudy', understudy)
