import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { problemForm } from './problem-form.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const VERSIONS = { app: '1.2.3', electron: '45.4.1', chrome: '150', node: '24', system: 'linux 6.1 x64' };

it("fills in fields of the project's own form, with answers that it offers", () => {
  const url = new URL(problemForm(VERSIONS, 'darwin'));
  expect(url.href).toContain(`${JSON.parse(read('package.json')).homepage}/issues/new?`);
  const { template, ...filled } = Object.fromEntries(url.searchParams);
  const form: { body: { id?: string; attributes: { options?: string[] } }[] } = parse(
    read(`.github/ISSUE_TEMPLATE/${template}`),
  );
  expect(filled).toMatchObject({ version: '1.2.3 (Electron 45.4.1, linux 6.1 x64)', system: 'macOS' });
  for (const [id, value] of Object.entries(filled)) {
    const field = form.body.find((each) => each.id === id);
    expect(field, id).toBeDefined();
    expect(field?.attributes.options ?? [value]).toContain(value);
  }
});
