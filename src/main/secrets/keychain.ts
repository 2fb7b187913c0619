import { randomUUID } from 'node:crypto';
import { AsyncEntry } from '@napi-rs/keyring';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { KeyName, KeyStorage } from '../../shared/settings.ts';
import type { Secrets } from './secrets.ts';

export interface KeychainOptions {
  /** The name that a person sees in the keychain's own program. */
  service: string;
  /** Keys given for this start only (environment of a headless run); they win, and are never stored. */
  given: Partial<Record<KeyName, string>>;
}

/** A keychain that waits for somebody to type a password must not hold up the app for ever. */
const PATIENCE_MS = 20_000;

/**
 * Keys in the operating system's keychain, or, where there is none, in memory for this start and nowhere else. On Linux the
 * Secret Service is named: left to choose, the library would take the kernel's keyring, which is lost at reboot.
 */
export function createSecrets({ service, given }: KeychainOptions): Secrets {
  const memory = new Map<string, string>();
  let probed: Promise<KeyStorage> | null = null;
  const storage = (): Promise<KeyStorage> => {
    probed ??= probe(service);
    return probed;
  };
  const inKeychain = async (): Promise<boolean> => (await storage()).kind === 'keychain';
  const accountOf = (name: KeyName, host: string): string => `${name} ${host}`;

  return {
    storage,
    get: async (name, host) => {
      const key = given[name] ?? memory.get(accountOf(name, host));
      if (key !== undefined) return ok(key);
      if (!(await inKeychain())) return ok(null);
      return attempt('read', () => entry(service, accountOf(name, host)).getPassword(AbortSignal.timeout(PATIENCE_MS)));
    },
    set: async (name, host, value) => {
      if (await inKeychain()) {
        const saved = await attempt('save', () =>
          entry(service, accountOf(name, host)).setPassword(value, AbortSignal.timeout(PATIENCE_MS)),
        );
        if (!saved.ok) return saved;
      } else {
        memory.set(accountOf(name, host), value);
      }
      return ok(null);
    },
    remove: async (name, host) => {
      memory.delete(accountOf(name, host));
      if (!(await inKeychain())) return ok(null);
      const removed = await attempt('remove', () =>
        entry(service, accountOf(name, host)).deletePassword(AbortSignal.timeout(PATIENCE_MS)),
      );
      return removed.ok ? ok(null) : removed;
    },
  };
}

const entry = (service: string, account: string): AsyncEntry =>
  new AsyncEntry(service, account, { linux: { store: 'secret-service' } });

/** The one place that understands what the keychain throws. Its texts name the store, never the value. */
async function attempt<T>(verb: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    return failure('keychain_failed', `The keychain could not ${verb} a key.`, {
      why: error instanceof Error ? error.message : String(error),
      next: 'Unlock the keychain and try again.',
    });
  }
}

/** Writes, reads and deletes a canary: a flag that says "available" has been seen to be wrong. */
async function probe(service: string): Promise<KeyStorage> {
  const account = `probe ${randomUUID()}`;
  const canary = randomUUID();
  const tried = await attempt('keep', async () => {
    const probeEntry = entry(service, account);
    await probeEntry.setPassword(canary, AbortSignal.timeout(PATIENCE_MS));
    const read = await probeEntry.getPassword(AbortSignal.timeout(PATIENCE_MS));
    await probeEntry.deletePassword(AbortSignal.timeout(PATIENCE_MS));
    return read === canary;
  });
  if (tried.ok && tried.value) return { kind: 'keychain', problem: null };
  const why = tried.ok ? 'it did not give back what was stored' : (tried.error.why ?? tried.error.message);
  return { kind: 'memory', problem: `There is no usable keychain. ${remedy()}`, details: why };
}

function remedy(): string {
  const consequence = 'Keys are kept in memory until the app quits.';
  if (process.platform !== 'linux')
    return `${consequence} Unlock the keychain of your account and start the app again.`;
  return `${consequence} To keep them, unlock gnome-keyring or KWallet and start the app again.`;
}
