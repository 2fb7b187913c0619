import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { SAMPLES } from '../src/demo/samples.ts';
import { type DemoWorld, startDemoWorld } from '../src/demo/world.ts';
import { pressChord, type StartedApp, startApp, temporaryFolder } from './app.ts';

const samples = SAMPLES.filter(({ expected }) => expected.pullRequest).slice(0, 1);
const [publishable] = samples;
const name = `${publishable?.owner}/${publishable?.name}`;

/** Goes on with Tab until the control that is asked for has the focus, as a person without a mouse does. */
async function tabTo(page: Page, label: RegExp, presses = 60): Promise<void> {
  for (let press = 0; press < presses; press += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return '';
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null;
      return [
        element.getAttribute('aria-label'),
        ...[...(labels ?? [])].map((each) => each.textContent),
        element.textContent,
      ]
        .filter(Boolean)
        .join(' ');
    });
    if (label.test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${label}`);
}

test.describe('without a mouse', () => {
  let world: DemoWorld;
  let started: StartedApp;
  let place: Awaited<ReturnType<typeof temporaryFolder>>;

  test.beforeAll(async () => {
    place = await temporaryFolder('keyboard');
    mkdirSync(path.join(place.folder, 'data'));
    world = await startDemoWorld({ folder: path.join(place.folder, 'world'), samples, delayMs: 1 });
    const links = ['--anthropic-url', world.anthropicUrl, '--github-url', world.githubUrl];
    started = await startApp(path.join(place.folder, 'data'), links);
  });
  test.afterAll(async () => {
    await started?.app.close();
    await world?.close();
    await place.remove();
  });

  test('from a pasted list to an open pull request', async () => {
    const { page, app } = started;
    const { keyboard } = page;
    const paste = async (text: string) => {
      await app.evaluate(({ clipboard }, value) => clipboard.writeText(value), text);
      await keyboard.press('ControlOrMeta+v');
    };

    await test.step('keys are typed and checked', async () => {
      await expect(page.getByLabel('Claude API key')).toBeVisible();
      await tabTo(page, /Claude API key/);
      await keyboard.type(world.anthropicKey);
      await keyboard.press('Enter');
      await expect(page.getByLabel('Claude API key')).toHaveCount(0);
      await tabTo(page, /GitHub token/);
      await keyboard.type(world.githubToken);
      await keyboard.press('Enter');
      await expect(page.getByLabel('GitHub token')).toHaveCount(0);
      await tabTo(page, /^Start$/);
      await keyboard.press('Enter');
    });

    await test.step('a pasted list, an instruction, and the key that runs it', async () => {
      const instruction = page.getByRole('textbox', { name: 'Instruction' });
      await expect(instruction).toBeVisible();
      await keyboard.press('Escape');
      await expect(instruction).toBeHidden();
      await keyboard.press('ControlOrMeta+n');
      await expect(instruction).toBeVisible();
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await paste(world.repos.join('\n'));
      await expect(page.getByText('1 repository').first()).toBeVisible();
      await tabTo(page, /^Instruction/);
      await paste(world.prompt);
      await keyboard.press('ControlOrMeta+Enter');
      await expect(page.getByText('1/1').first()).toBeVisible();
    });

    await test.step('the sheet of keys and the palette', async () => {
      await keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await keyboard.press('ControlOrMeta+k');
      await keyboard.type('dense rows');
      await keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect
        .poll(() => page.evaluate(() => JSON.parse(localStorage.getItem('cody-batch.ui.1') ?? '{}').dense))
        .toBe(true);
    });

    const run = page.getByRole('region', { name: 'Run' });
    await test.step('the row opens, and both readings of its conversation', async () => {
      await keyboard.press('j');
      await keyboard.press('Enter');
      await expect(run).toBeVisible();
      await keyboard.press('2');
      await expect(run.getByText('Changed').first()).toBeVisible();
      await keyboard.press('v');
      await expect(run.getByText('read_file').first()).toBeVisible();
      await keyboard.press('v');
      await expect(run.getByText('read_file')).toHaveCount(0);
      await keyboard.press('3');
      await expect(run.getByText('checks pass').first()).toBeVisible();
      await keyboard.press('1');
      await expect(run.getByText('ci.yml').first()).toBeVisible();
    });

    await test.step('approved, and opened after the plan was read', async () => {
      await keyboard.press('e');
      await expect(run.getByText('approved').first()).toBeVisible();
      await keyboard.press('o');
      const dialog = page.getByRole('dialog', { name: 'Open pull requests' });
      await expect(dialog.getByText(name)).toBeVisible();
      await keyboard.press('ControlOrMeta+Enter');
      await expect(run.getByRole('button', { name: /^#1/ })).toBeVisible();
      expect(world.pulls.filter((pull) => pull.repository === name)).toHaveLength(1);
    });

    await test.step('and back to where it began', async () => {
      await keyboard.press('Escape');
      await expect(run).toHaveCount(0);
      await pressChord(page, 'gp');
      await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
      expect(started.problems).toEqual([]);
    });
  });
});
