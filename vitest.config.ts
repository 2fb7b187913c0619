import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'bench/**/*.test.ts', 'scripts/**/*.test.mjs'],
    environment: 'node',
    // Real git and real processes on busy machines: generous limits, so that only a hang fails.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // The tests mostly wait for processes of their own: all cores, and never one file after the other.
    maxWorkers: Math.max(2, availableParallelism()),
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
  },
});
