import { expect, it } from 'vitest';
import { failure, ok, type Result } from '../../../shared/errors.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { heldKeys } from '../testing/engine-options.ts';
import { createKeys } from './keys.ts';

/** Keys whose host gives these answers, one after the other. */
async function keysWith(answers: Result<null>[], held: Record<string, string> = { claude: 'sk-ant-api03-x' }) {
  const settings = { ...DEFAULT_SETTINGS };
  const asked: string[] = [];
  const keys = createKeys({
    secrets: heldKeys(held),
    settings: () => settings,
    modelApi: {
      checkKey: async (key, url) => {
        asked.push(`${key} ${url}`);
        return answers.shift() ?? ok(null);
      },
    },
    createGitHub: () => {
      throw new Error('nobody asks GitHub here');
    },
    remember: () => undefined,
    onProblem: () => undefined,
    onChange: () => undefined,
  });
  await keys.load();
  return { keys, asked, settings };
}

it('a key of an earlier start is confirmed once, by its own host', async () => {
  const { keys, asked } = await keysWith([ok(null)]);
  expect(keys.states()[0]).toMatchObject({ present: true, account: null });
  expect([await keys.confirm('claude'), await keys.confirm('claude')]).toEqual([ok(null), ok(null)]);
  expect(asked).toEqual(['sk-ant-api03-x https://api.anthropic.com']);
  expect(keys.states()[0]).toMatchObject({ account: 'checked' });
});

it('at another address the same key is asked about again, also at the same host', async () => {
  const { keys, asked, settings } = await keysWith([ok(null), failure('model_rejected', 'no API there')]);
  await keys.confirm('claude');
  settings.anthropicUrl = 'https://api.anthropic.com/elsewhere';
  await keys.load();
  expect(await keys.confirm('claude')).toMatchObject({ ok: false });
  expect(asked).toHaveLength(2);
});

it.each([['model_auth'], ['model_rejected']] as const)('%s stops before anything is paid', async (code) => {
  const { keys } = await keysWith([failure(code, 'wrong')]);
  expect(await keys.confirm('claude')).toMatchObject({ ok: false, error: { code } });
  expect(await keys.confirm('claude')).toEqual(ok(null));
});

it.each([['network_offline'], ['model_overloaded'], ['model_stalled'], ['model_rate_limited']] as const)(
  '%s is waited out by the queue, and the key asked about again',
  async (code) => {
    const { keys, asked } = await keysWith([failure(code, 'later')]);
    expect([await keys.confirm('claude'), await keys.confirm('claude')]).toEqual([ok(null), ok(null)]);
    expect(asked).toHaveLength(2);
  },
);

it('no key is the queue to say', async () => {
  const { keys, asked } = await keysWith([], {});
  expect(await keys.confirm('claude')).toEqual(ok(null));
  expect(asked).toEqual([]);
});
