import { rm } from 'node:fs/promises';
import path from 'node:path';

/** Removes Electron's stand-in app: a packaged app must never start anything but its own archive. */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const resources =
    electronPlatformName === 'darwin'
      ? path.join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents/Resources')
      : path.join(appOutDir, 'resources');
  await rm(path.join(resources, 'default_app.asar'), { force: true });
}

// biome-ignore lint/style/noDefaultExport: electron-builder looks for one
export default afterPack;
