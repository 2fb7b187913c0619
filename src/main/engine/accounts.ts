import { openHostHabits } from '../store/host-habits.ts';
import type { Base } from './base.ts';
import { createServices } from './services.ts';
import { createKeys } from './settings/keys.ts';
import { createKnownModels } from './settings/known-models.ts';

/** The person's accounts: keys, their hosts, and what is known of those. */
export function createAccounts({ options, log, clock, paths, settings, pushes, warn }: Base) {
  const { secrets, modelApi, createGitHub, knownSecrets, startDemo } = options;
  const ready = Promise.withResolvers<void>();
  const keys = createKeys({
    ...{ secrets, modelApi, createGitHub },
    settings: settings.current,
    remember: knownSecrets.remember,
    onProblem: warn,
    onChange: () => pushes.send({ type: 'keys', keys: keys.states(), keyStorage: keys.storage() }),
  });
  const services = createServices({
    ...{ keys, createGitHub, startDemo, clock },
    settings: settings.current,
    onRateLimited: (message) => log.info('rate limited', { message }),
  });
  const habits = openHostHabits(paths.hostHabits, clock, log);
  return {
    keys,
    services,
    models: createKnownModels(paths.models, () => clock.now(), modelApi, log.warn),
    habits,
    /** Resolves when the keys are known. */
    ready: ready.promise,
    async load(): Promise<void> {
      await habits.load();
      await keys.load();
      ready.resolve();
    },
  };
}
export type Accounts = ReturnType<typeof createAccounts>;
