import type { Result } from '../../shared/errors.ts';
import type { KeyName, KeyStorage } from '../../shared/settings.ts';

/**
 * The person's keys, one per name and host: a GitHub token never goes to another API than the one it was given for.
 * `host` is the host (with port) of the API's base URL.
 */
export interface Secrets {
  /** Where keys are held; known once the first call has tried the keychain. */
  storage(): Promise<KeyStorage>;
  get(name: KeyName, host: string): Promise<Result<string | null>>;
  set(name: KeyName, host: string, value: string): Promise<Result<null>>;
  remove(name: KeyName, host: string): Promise<Result<null>>;
}
