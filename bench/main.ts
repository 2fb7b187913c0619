import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checks } from './groups/checks.ts';
import { clone } from './groups/clone.ts';
import { history } from './groups/history.ts';
import { parallel } from './groups/parallel.ts';
import { queue } from './groups/queue.ts';
import { session } from './groups/session.ts';
import { start } from './groups/start.ts';
import type { Bench, Group, Tools } from './lib/bench.ts';
import { createCalm } from './lib/calm.ts';
import { buildPrograms } from './lib/programs.ts';
import { type Row, tableOf } from './lib/rows.ts';
import { openScratch } from './lib/scratch.ts';

const GROUPS: readonly Group[] = [start, session, parallel, queue, history, clone, checks];
const USUAL_RUNS = 5;

export interface BenchArguments {
  groups: readonly Group[];
  /** Where the rows are written, or null. */
  json: string | null;
  runs: number;
}

const USAGE = `Usage: npm run bench -- [group…] [--json FILE] [--runs N]
${GROUPS.map(({ name, about }) => `  ${name.padEnd(10)}${about}`).join('\n')}`;

/** Throws with the usage when an argument is not understood. Files are relative to `folder`. */
export function readArguments(args: readonly string[], folder: string): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'string' }, runs: { type: 'string', default: String(USUAL_RUNS) } },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs takes a whole number from 1 on.\n${USAGE}`);
  const groups = positionals.map((name) => {
    const group = GROUPS.find((each) => each.name === name);
    if (!group) throw new Error(`There is no group "${name}".\n${USAGE}`);
    return group;
  });
  return {
    groups: groups.length > 0 ? groups : GROUPS,
    json: values.json === undefined ? null : path.resolve(folder, values.json),
    runs,
  };
}

/** Measures the wanted groups one after the other; prints a table, and writes the rows when a file was named. */
export async function runBench({ groups, json, runs }: BenchArguments, tools: Tools): Promise<void> {
  const scratch = openScratch();
  const say = (line: string): void => console.error(`[bench] ${line}`);
  const bench: Bench = {
    tools,
    programs: await buildPrograms(tools.root),
    calm: createCalm(),
    runs,
    ...scratch,
    say,
  };
  say(machine(tools));
  const rows: Row[] = [];
  for (const group of groups) {
    say(`${group.name}: ${group.about}`);
    const measured = await group.measure(bench);
    console.log(tableOf(measured));
    rows.push(...measured);
  }
  const { disturbed, measurements, worstCores } = bench.calm.seen();
  if (disturbed > 0) {
    say(
      `${disturbed} of ${measurements} measurements were disturbed: others used up to ${worstCores.toFixed(2)} cores.`,
    );
  }
  if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
}

const machine = ({ electronVersion }: Tools): string =>
  [
    `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    process.platform,
    `Node ${process.versions.node}`,
    `Electron ${electronVersion}`,
  ].join(', ');
