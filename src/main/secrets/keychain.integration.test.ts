import { describe, expect, it } from 'vitest';
import { createSecrets } from './keychain.ts';

const service = 'Cody Batch tests';
const found = await createSecrets({ service, given: {} }).storage();
if (found.kind === 'memory') console.warn(`skipped: keys in a real keychain. ${found.problem}`);

describe.runIf(found.kind === 'keychain')('keys in the real keychain', () => {
  it('keeps, gives back, replaces and removes a key, per name and host', async () => {
    const first = createSecrets({ service, given: {} });
    await first.set('github', 'github.com', 'one');
    await first.set('github', 'ghe.example', 'two');
    await first.set('github', 'github.com', 'three');

    // Another instance: what it reads comes from the keychain, not from memory.
    const second = createSecrets({ service, given: {} });
    expect(await second.get('github', 'github.com')).toEqual({ ok: true, value: 'three' });
    expect(await second.get('github', 'ghe.example')).toEqual({ ok: true, value: 'two' });
    expect(await second.get('claude', 'github.com')).toEqual({ ok: true, value: null });

    await second.remove('github', 'github.com');
    await second.remove('github', 'ghe.example');
    expect(await first.get('github', 'github.com')).toEqual({ ok: true, value: null });
    expect(await first.remove('github', 'github.com')).toEqual({ ok: true, value: null });
  });
});

describe.runIf(found.kind === 'memory')('keys without a keychain', () => {
  it('says why, and keeps keys for this instance only', async () => {
    const first = createSecrets({ service, given: {} });
    const { problem, details } = await first.storage();
    expect(problem).toMatch(/^There is no usable keychain\. Keys are kept in memory/);
    expect(details).not.toBe('');
    await first.set('claude', 'api.anthropic.com', 'one');
    expect(await first.get('claude', 'api.anthropic.com')).toEqual({ ok: true, value: 'one' });
    expect(await createSecrets({ service, given: {} }).get('claude', 'api.anthropic.com')).toEqual({
      ok: true,
      value: null,
    });
    await first.remove('claude', 'api.anthropic.com');
    expect(await first.get('claude', 'api.anthropic.com')).toEqual({ ok: true, value: null });
  });
});

it('a key given for this start wins over a stored one and is not stored', async () => {
  const secrets = createSecrets({ service, given: { claude: 'given' } });
  expect(await secrets.get('claude', 'anywhere')).toEqual({ ok: true, value: 'given' });
  expect(await createSecrets({ service, given: {} }).get('claude', 'anywhere')).toEqual({ ok: true, value: null });
});
