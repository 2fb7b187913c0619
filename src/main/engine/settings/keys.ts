import { type ErrorCode, failure, ok, type Result } from '../../../shared/errors.ts';
import type { KeyName, KeyState, KeyStorage, Settings } from '../../../shared/settings.ts';
import type { CreateGitHub } from '../../github/contract.ts';
import type { ModelApi } from '../../model-api/model-api.ts';
import type { Secrets } from '../../secrets/secrets.ts';

/** The person's keys for the configured hosts. Windows see their states, never the values. */
export interface Keys {
  /** Reads them from their store; resolves when the values are known. */
  load(): Promise<void>;
  value(name: KeyName): string | null;
  states(): KeyState[];
  storage(): KeyStorage;
  /** Checks a key with a live call, then stores it. */
  set(name: KeyName, value: string): Promise<Result<KeyState>>;
  remove(name: KeyName): Promise<Result<null>>;
  /**
   * Checks an unconfirmed key with its host before it is used for paid requests. Fails only where the key or the address is
   * certainly wrong: an outage is ignored, and a missing key is handled by the queue.
   */
  confirm(name: KeyName): Promise<Result<null>>;
}

/** Errors that waiting does not fix. */
const CERTAINLY_WRONG: readonly ErrorCode[] = ['model_auth', 'model_rejected', 'model_bad_answer'];

interface Held {
  value: string;
  account: string | null;
  /** The address that it was read for or checked at. */
  url: string;
}

export function createKeys(options: {
  secrets: Secrets;
  settings: () => Settings;
  modelApi: Pick<ModelApi, 'checkKey'>;
  createGitHub: CreateGitHub;
  /** Is given every value before it is used. */
  remember: (value: string | null) => void;
  onProblem: (text: string, next: string | null) => void;
  onChange: () => void;
}): Keys {
  const { secrets, settings } = options;
  const held = new Map<KeyName, Held>();
  // The keychain counts as working until it has answered.
  let storage: KeyStorage = { kind: 'keychain', problem: null };
  const urlOf = (name: KeyName) => (name === 'claude' ? settings().anthropicUrl : settings().githubUrl);
  const hostOf = (name: KeyName) => new URL(urlOf(name)).host;
  const stateOf = (name: KeyName): KeyState => {
    const key = held.get(name);
    return { name, present: key !== undefined, account: key?.account ?? null, hint: key ? hintOf(key.value) : null };
  };

  /** The owner of the key, according to its host. */
  const check = async (name: KeyName, value: string): Promise<Result<string>> => {
    if (name === 'claude') {
      const checked = await options.modelApi.checkKey(value, settings().anthropicUrl);
      return checked.ok ? ok('checked') : checked;
    }
    const github = options.createGitHub({
      apiUrl: settings().githubUrl,
      token: () => value,
      onRateLimited: () => undefined,
    });
    const me = await github.me();
    return me.ok ? ok(me.value.login) : me;
  };

  return {
    async load() {
      storage = await secrets.storage();
      for (const name of NAMES) {
        const found = await secrets.get(name, hostOf(name));
        if (!found.ok) options.onProblem(found.error.message, found.error.next ?? null);
        const value = found.ok ? found.value : null;
        options.remember(value);
        const known = held.get(name);
        if (value === null) held.delete(name);
        // At another path of the same host the key is the same, but that address is unconfirmed.
        else if (known?.value !== value || known.url !== urlOf(name))
          held.set(name, { value, account: null, url: urlOf(name) });
      }
      options.onChange();
    },
    value: (name) => held.get(name)?.value ?? null,
    states: () => NAMES.map(stateOf),
    storage: () => storage,
    async set(name, value) {
      if (/\s/.test(value))
        return failure('not_allowed', 'A key holds no spaces: it was not copied whole, or too much was.');
      options.remember(value);
      const account = await check(name, value);
      if (!account.ok) return account;
      const stored = await secrets.set(name, hostOf(name), value);
      if (!stored.ok) return stored;
      held.set(name, { value, account: account.value, url: urlOf(name) });
      options.onChange();
      return ok(stateOf(name));
    },
    async confirm(name) {
      const key = held.get(name);
      if (!key || key.account !== null) return ok(null);
      const account = await check(name, key.value);
      if (!account.ok) return CERTAINLY_WRONG.includes(account.error.code) ? account : ok(null);
      // Another key may have been entered meanwhile.
      if (held.get(name) === key) held.set(name, { ...key, account: account.value });
      options.onChange();
      return ok(null);
    },
    async remove(name) {
      const removed = await secrets.remove(name, hostOf(name));
      if (!removed.ok) return removed;
      held.delete(name);
      options.onChange();
      return ok(null);
    },
  };
}

const NAMES: readonly KeyName[] = ['claude', 'github'];
/** Enough to tell two keys apart, and useless otherwise. */
const hintOf = (value: string): string => (value.length < 12 ? '…' : `…${value.slice(-4)}`);
