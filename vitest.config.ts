import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

const TESTS = ['src/**/*.test.{ts,tsx}', 'bench/**/*.test.ts', 'scripts/**/*.test.mjs'];
const INTEGRATION = ['{src,bench,scripts}/**/*.integration.test.*'];

export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: Math.max(2, availableParallelism()),
    // Far beyond what a loaded machine needs: only a hang fails. No test has a shorter limit of its own.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 100_000, interval: 20 } },
    allowOnly: false,
    // A test that needs one of these sets it itself; none may depend on the developer's machine.
    env: {
      ANTHROPIC_API_KEY: '',
      ANTHROPIC_AUTH_TOKEN: '',
      GITHUB_TOKEN: '',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: TESTS,
          exclude: [...configDefaults.exclude, ...INTEGRATION],
          // Functions and files: one thread may load the sources once and take one test file after the other.
          pool: 'threads',
          isolate: false,
        },
      },
      // Whatever starts processes, servers or threads, or mounts disks: in a few processes that take one file after the other,
      // and load the sources once (an eighth of the suite's processor time). A file that leaves something open, or changes the
      // environment and does not put it back, fails the next one.
      {
        extends: true,
        test: {
          name: 'integration',
          include: INTEGRATION,
          pool: 'forks',
          isolate: false,
          // They wait as much as they work.
          maxWorkers: availableParallelism() + 1,
          // A process that starts others is copied each time, and each page that it writes afterwards: less memory, less to
          // copy, and fewer threads that write meanwhile. The other workers keep all cores busy anyway.
          execArgv: ['--max-semi-space-size=1', '--v8-pool-size=0'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
