import { expect, test } from 'vitest';
import { isSteering, saysMore } from './steering-files.ts';

test.each([
  ['.npmrc', true],
  ['.local/lib/python3.11/site-packages/usercustomize.py', true],
  ['.local/lib/python3.11/site-packages/x.pth', true],
  ['.config/pip/pip.conf', true],
  ['.cargo/config.toml', true],
  ['.gradle/init.d/a.gradle', true],
  ['.local/bin/node', true],
  ['.local/lib/python3.11/site-packages/requests/api.py', false],
  ['.cache/x', false],
  ['.npm/_logs/a.log', false],
  ['venv/lib/x.py', false],
  ['.node_repl_history', false],
  ['.gradle/caches/a.lock', false],
])('%s', (name, steers) => expect(isSteering(name)).toBe(steers));

test('a name in the settings of git steers nothing, an alias does', () => {
  expect(saysMore('.gitconfig', '[user]\n\tname = A\n[safe]\n\tdirectory = *\n')).toBe(false);
  expect(saysMore('.gitconfig', '[alias]\n\tt = !true\n')).toBe(true);
  expect(saysMore('.npmrc', '\n')).toBe(false);
  expect(saysMore('.npmrc', 'script-shell=/x')).toBe(true);
});
