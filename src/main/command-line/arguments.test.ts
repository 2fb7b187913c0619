import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

const read = (...args: string[]) => parseArguments(['electron', '--no-sandbox', '/app', ...args], '/home/me', false);
const problem = (...args: string[]) => {
  const parsed = read(...args);
  return parsed.ok ? null : parsed.error.message;
};

describe('parseArguments', () => {
  it('reads a headless run, with paths from where the user stands', () => {
    expect(
      read(
        '--headless',
        '--repos',
        'list.txt',
        '--prompt-file=/tmp/prompt.md',
        '--max-cost',
        '2.5',
        '--concurrency',
        '3',
        '--publish',
      ),
    ).toEqual({
      ok: true,
      value: {
        help: false,
        headless: true,
        demo: false,
        repos: '/home/me/list.txt',
        promptFile: '/tmp/prompt.md',
        check: null,
        model: null,
        anthropicUrl: null,
        githubUrl: null,
        concurrency: 3,
        maxCost: 2.5,
        data: null,
        publish: true,
        report: null,
        continue: false,
        allowUnsandboxed: false,
        sendAnyway: false,
      },
    });
  });

  it.each([
    [['--headless'], '--headless needs --repos and --prompt-file.'],
    [['--headless', '--repos', 'a'], '--headless needs --prompt-file.'],
    [['--continue'], '--continue needs --headless; the window goes on by itself.'],
    [
      ['--headless', '--continue', '--repos', 'a', '--publish', '--send-anyway'],
      '--continue goes on with a job as it is: --repos, --publish, --send-anyway cannot be given.',
    ],
    [['--concurrency', '0'], '--concurrency takes a whole number from 1 to 64.'],
    [['--concurrency', 'many'], '--concurrency takes a whole number from 1 to 64.'],
    [['--max-cost=-1'], '--max-cost takes dollars, more than 0.'],
    [['--github-url', 'github.com'], '--github-url takes an http or https URL.'],
  ])('%j says what is wrong', (args, message) => {
    expect(problem(...args)).toBe(message);
  });

  it.each([
    [[], {}, null],
    [[], { ANTHROPIC_BASE_URL: 'https://gateway.example.com' }, null],
    [[], { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: ' gateway.example.com/v1/ ' }, 'https://gateway.example.com'],
    [[], { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: '' }, null],
    [
      ['--anthropic-url', 'localhost:4000/v1/messages'],
      { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'no url' },
      'http://localhost:4000',
    ],
    [['--demo'], { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'https://gateway.example.com' }, null],
  ])('the address of the key is repaired: %j in %j', (args, environment, url) => {
    const argv = ['electron', 'app', '--headless', '--repos', 'a', '--prompt-file', 'b', ...args];
    const parsed = parseArguments(argv, '/', false, environment);
    expect(parsed.ok && parsed.value.anthropicUrl).toBe(url);
  });

  it('an address in the environment that is none is not passed over: the key would go elsewhere', () => {
    const environment = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'ftp://host' };
    const parsed = parseArguments(['electron', 'app', '--headless', '--continue'], '/', false, environment);
    expect(parsed.ok || parsed.error.message).toBe('ANTHROPIC_BASE_URL takes an http or https URL.');
  });

  it('reads how to go on with what is there', () => {
    const parsed = read('--headless', '--continue', '--max-cost', '3');
    expect(parsed.ok && [parsed.value.continue, parsed.value.repos, parsed.value.maxCost]).toEqual([true, null, 3]);
  });

  it('is asked how it is used, whatever else is missing', () => {
    const parsed = read('--headless', '--help');
    expect(parsed.ok && parsed.value.help).toBe(true);
  });

  it('refuses a mistyped option, and passes over what is not ours in a packaged app', () => {
    expect(problem('--pubish')).toMatch(/Unknown option '--pubish'/);
    const argv = ['/opt/cody-batch', '--remote-debugging-port=0', '--data', '/data', '--demo', '-e', 'stray'];
    const packaged = parseArguments(argv, '/home/me', true);
    expect(packaged.ok && [packaged.value.demo, packaged.value.data]).toEqual([true, '/data']);
  });
});
