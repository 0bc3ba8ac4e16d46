import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type {
  DesktopAnswer,
  DesktopBridge,
  DesktopCall,
  DesktopInput,
  DesktopOutput,
} from '@geko/contracts/desktop';
import { callChannel, eventChannel } from '../channels.ts';

/** Nothing is checked here: a page may get at this process, so the main process believes none of it. */
const ask =
  <C extends DesktopCall>(call: C) =>
  (input: DesktopInput<C>): Promise<DesktopAnswer<DesktopOutput<C>>> =>
    ipcRenderer.invoke(callChannel(call), input) as Promise<DesktopAnswer<DesktopOutput<C>>>;

contextBridge.exposeInMainWorld('gekoDesktop', {
  getInfo: ask('getInfo'),
  getProfile: ask('getProfile'),
  tellProfile: ask('tellProfile'),
  signInByBrowser: ask('signInByBrowser'),
  signOut: ask('signOut'),
  listModels: ask('listModels'),
  installModel: ask('installModel'),
  pauseModel: ask('pauseModel'),
  cancelModel: ask('cancelModel'),
  removeModel: ask('removeModel'),
  startTurn: ask('startTurn'),
  stopTurn: ask('stopTurn'),
  listTurns: ask('listTurns'),
  forgetTurn: ask('forgetTurn'),
  notify: ask('notify'),
  setBadge: ask('setBadge'),
  getUpdate: ask('getUpdate'),
  restartToUpdate: ask('restartToUpdate'),
  reconnect: ask('reconnect'),
  on(event, listener) {
    const hear = (_: IpcRendererEvent, payload: Parameters<typeof listener>[0]) =>
      listener(payload);
    ipcRenderer.on(eventChannel(event), hear);
    return () => void ipcRenderer.removeListener(eventChannel(event), hear);
  },
} satisfies DesktopBridge);
