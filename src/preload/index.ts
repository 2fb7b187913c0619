import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { FILE_CHANNEL, INVOKE_CHANNEL, PUSH_CHANNEL, type WindowApi } from '../shared/window-api.ts';

const api: WindowApi = {
  invoke: (name, input) => ipcRenderer.invoke(INVOKE_CHANNEL, name, input),
  onPush: (listener) => {
    const forward = (_event: unknown, push: unknown) => listener(push);
    ipcRenderer.on(PUSH_CHANNEL, forward);
    return () => ipcRenderer.off(PUSH_CHANNEL, forward);
  },
  pathForFile: (file) => {
    const path = file instanceof File ? webUtils.getPathForFile(file) : '';
    // Main reads what a person has dropped or chosen, and nothing that a page names.
    if (path !== '') ipcRenderer.send(FILE_CHANNEL, path);
    return path;
  },
};

contextBridge.exposeInMainWorld('api', api);
