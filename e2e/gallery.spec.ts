import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { ROOT, startApp, temporaryFolder } from './app.ts';
import { pictures } from './pictures.ts';

const RENDERER = path.join(ROOT, 'src/renderer');
/** Shown by the dialog that they open in. */
const ELSEWHERE = ['NoteDialog'];

/** The gallery is no entry of the app's build: it is built here, as for the app. */
const buildGallery = (outDir: string) =>
  build({
    ...{ configFile: false, root: RENDERER, base: './', logLevel: 'warn', plugins: [react()] },
    build: {
      outDir,
      emptyOutDir: true,
      chunkSizeWarningLimit: 5000,
      rolldownOptions: { input: path.join(RENDERER, 'testing/gallery.html') },
    },
  });

test('every part of the window, and every state of a run, looks as it did', async () => {
  const place = await temporaryFolder('gallery');
  await buildGallery(path.join(place.folder, 'built'));
  const { app, page } = await startApp(path.join(place.folder, 'data'));
  try {
    const shown = app.waitForEvent('window');
    await app.evaluate(
      ({ BrowserWindow }) => void new BrowserWindow({ width: 1280, height: 900 }).loadURL('about:blank'),
    );
    const gallery = await shown;
    // Loaded by whom looks at it: a page that loads while Playwright comes to it has stayed empty, once in many starts.
    await gallery.goto(pathToFileURL(path.join(place.folder, 'built/testing/gallery.html')).href);
    const names = gallery.locator('[data-part]');
    await expect(names.first()).toBeVisible();
    const parts = await names.evaluateAll((found) => found.map((part) => part.getAttribute('data-part')));
    const files = readdirSync(path.join(RENDERER, 'ui')).flatMap((file) => /^(\w+)\.tsx$/.exec(file)?.[1] ?? []);
    expect(files.filter((file) => ![...parts, ...ELSEWHERE].includes(file))).toEqual([]);

    const look = await pictures(page);
    await look('gallery', gallery);
  } finally {
    await app.close();
    await place.remove();
  }
});
