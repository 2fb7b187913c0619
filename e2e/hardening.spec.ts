import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT, type StartedApp, startApp, temporaryFolder } from './app.ts';

/** What a hostile page or a careless change could use, tried in the running app. */
test.describe('the window is locked', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>;
  let started: StartedApp;
  let asked: string[];
  let server: http.Server;
  let outside: string;

  test.beforeAll(async () => {
    asked = [];
    server = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      response
        .writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' })
        .end('<p>outside</p>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    outside = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    place = await temporaryFolder('hardening');
    started = await startApp(path.join(place.folder, 'data'));
  });
  test.afterAll(async () => {
    await started.app.close();
    server.close();
    await place.remove();
  });

  test('web preferences, and no way into Node', async () => {
    const preferences = await started.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences: () => Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    const globals = await started.page.evaluate(() => ({
      require: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
      api: Object.keys((globalThis as unknown as { api: object }).api).sort(),
      origin: location.origin,
    }));
    expect(globals).toEqual({
      require: 'undefined',
      process: 'undefined',
      api: ['invoke', 'onPush', 'pathForFile'],
      origin: 'app://bundle',
    });
  });

  test('a page cannot have a file read that nobody has dropped or chosen', async () => {
    const answer = await started.page.evaluate(() =>
      (globalThis as unknown as { api: { invoke(name: string, input: unknown): Promise<unknown> } }).api.invoke(
        'repos.readDropped',
        { paths: ['/etc/passwd'] },
      ),
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'not_allowed', path: '/etc/passwd' } });
  });

  test('the content security policy stops scripts, connections and pictures from elsewhere', async () => {
    const tried = await started.page.evaluate(async (url) => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlineRan = true';
      document.head.append(script);
      const picture = await new Promise<string>((resolve) => {
        const image = new Image();
        image.onload = () => resolve('loaded');
        image.onerror = () => resolve('blocked');
        image.src = `${url}/picture.png`;
      });
      const connection = await fetch(`${url}/data`).then(
        () => 'answered',
        () => 'blocked',
      );
      let evaluated = 'blocked';
      try {
        evaluated = String(new Function('return "ran"')());
      } catch {
        // What the policy promises.
      }
      // The smallest module: its magic number and its version.
      const compiled = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
        () => 'ran',
        () => 'blocked',
      );
      const inline = (globalThis as { inlineRan?: boolean }).inlineRan ?? false;
      return { inline, picture, connection, evaluated, compiled };
    }, outside);
    expect(tried).toEqual({
      inline: false,
      picture: 'blocked',
      connection: 'blocked',
      evaluated: 'blocked',
      compiled: 'blocked',
    });
    expect(asked).toEqual([]);
  });

  test('navigation, new windows and permissions are refused', async () => {
    const { page, app } = started;
    await page.evaluate((url) => {
      window.open(`${url}/popup`);
      location.href = `${url}/navigated`;
    }, outside);
    await page.evaluate(() => {
      location.href = 'file:///etc/passwd';
    });
    expect(await page.evaluate(() => location.href)).toMatch(/^app:\/\/bundle\//);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    const permissions = await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      position: await new Promise<string>((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          () => resolve('refused'),
        ),
      ),
    }));
    expect(permissions).toEqual({ notifications: 'denied', position: 'refused' });
    expect(asked).toEqual([]);
  });

  test('the protocol serves the bundle and nothing beside it', async () => {
    const answers = await started.page.evaluate(async () => {
      const status = (url: string) =>
        fetch(url).then(
          (response) => response.status,
          () => 0,
        );
      return {
        own: await status('app://bundle/index.html'),
        up: await status('app://bundle/..%2f..%2fpackage.json'),
        absolute: await status('app://bundle/%2fetc%2fpasswd'),
        missing: await status('app://bundle/nothing.js'),
        otherHost: await status('app://other/index.html'),
      };
    });
    expect(answers.own).toBe(200);
    expect([0, 403, 404]).toContain(answers.up);
    expect([0, 403, 404]).toContain(answers.absolute);
    expect(answers.missing).toBe(404);
    expect([0, 403]).toContain(answers.otherHost);
  });

  test('calls are parsed, and pages that are not ours are refused', async () => {
    const { page, app } = started;
    const codes = await page.evaluate(async () => {
      const { api } = globalThis as unknown as { api: { invoke: (name: unknown, input: unknown) => Promise<unknown> } };
      const code = async (name: unknown, input: unknown) => {
        const answer = (await api.invoke(name, input)) as { ok: boolean; error?: { code: string } };
        return answer.ok ? 'ok' : answer.error?.code;
      };
      return {
        unknown: await code('app.everything', {}),
        malformed: await code('jobs.open', { jobId: '../../etc' }),
        prototype: await code('__proto__', {}),
        fileLink: await code('shell.openExternal', { url: 'file:///etc/passwd' }),
      };
    });
    expect(codes).toEqual({
      unknown: 'ipc_invalid',
      malformed: 'ipc_invalid',
      prototype: 'ipc_invalid',
      fileLink: 'not_allowed',
    });
    const foreign = await app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await window.loadURL('data:text/html,<title>foreign</title>');
        const answer: unknown = await window.webContents.executeJavaScript("window.api.invoke('app.state', {})");
        window.destroy();
        return answer;
      },
      path.join(ROOT, 'out/preload/index.cjs'),
    );
    expect(foreign).toMatchObject({ ok: false, error: { code: 'ipc_untrusted' } });
  });

  test('a second start on the same data ends at once, and the first stays', async () => {
    const folder = path.join(place.folder, 'data');
    await expect(startApp(folder)).rejects.toThrow();
    expect(await started.page.evaluate(() => document.title)).toBe('Cody Batch');
  });

  test('a broken store opens the app, says what is wrong and keeps the file', async () => {
    const folder = path.join(place.folder, 'broken');
    mkdirSync(path.join(folder, 'jobs'), { recursive: true });
    writeFileSync(path.join(folder, 'jobs', 'job_abcdefgh12.json'), '{"version":1,"job":');
    writeFileSync(path.join(folder, 'settings.json'), 'not json');
    const broken = await startApp(folder);
    try {
      await expect(broken.page.getByRole('button', { name: 'Try it without keys' })).toBeVisible();
      const state = (await broken.page.evaluate(() =>
        (globalThis as unknown as { api: { invoke: (name: string, input: object) => Promise<unknown> } }).api.invoke(
          'app.state',
          {},
        ),
      )) as { value: { notices: { text: string; next: string | null }[] } };
      expect(state.value.notices.length).toBeGreaterThan(0);
      expect(state.value.notices.map(({ next }) => next).join(' ')).toMatch(/kept as/);
    } finally {
      await broken.app.close();
    }
  });
});
