/** What Electron's `app.commandLine` offers here. */
interface CommandLine {
  hasSwitch(name: string): boolean;
  removeSwitch(name: string): void;
}

/** Ways for another program to drive the window, or to look into main. Chromium and Node read them once main has run. */
const REMOVED = [
  ...['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-io-pipes', 'remote-debugging-address'],
  ...['remote-debugging-targets', 'remote-allow-origins', 'auto-open-devtools-for-tabs'],
  ...[
    'inspect',
    'inspect-brk',
    'inspect-brk-node',
    'inspect-wait',
    'inspect-port',
    'inspect-publish-uid',
    'debug-port',
  ],
];

/** These have done their work before main runs. */
const REFUSED = ['js-flags'];

/**
 * Takes debugging switches off the command line of a packaged app: who drives the window can read any file and start programs in
 * the person's name. Before `ready`. Answers the switch that it came too late for.
 */
export function closeDoors(commandLine: CommandLine): string | null {
  for (const name of REMOVED) commandLine.removeSwitch(name);
  return REFUSED.find((name) => commandLine.hasSwitch(name)) ?? null;
}
