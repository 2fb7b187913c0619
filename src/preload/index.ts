import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { INVOKE_CHANNEL, PUSH_CHANNEL, type WindowApi } from '../shared/window-api.ts';

const api: WindowApi = {
  invoke: (name, input) => ipcRenderer.invoke(INVOKE_CHANNEL, name, input),
  onPush: (listener) => {
    const forward = (_event: unknown, push: unknown) => listener(push);
    ipcRenderer.on(PUSH_CHANNEL, forward);
    return () => ipcRenderer.off(PUSH_CHANNEL, forward);
  },
  pathForFile: (file) => (file instanceof File ? webUtils.getPathForFile(file) : ''),
};

contextBridge.exposeInMainWorld('api', api);
