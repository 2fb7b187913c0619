import { useState } from 'react';
import { navigate, setFolded, uiStore } from '../../state/ui-store.ts';
import { focusList } from '../../ui/focus-home.ts';
import { useCommand } from '../../ui/use-command.ts';
import type { JobLine, JobSection } from './job-lines.ts';
import { nextStop } from './use-row-keys.ts';

/** Under which a folded section is remembered. */
export const foldKey = (section: JobSection): string => `jobs:${section}`;

/** Opens what a line stands for; a head stands for its section. */
function open(line: JobLine): void {
  if (line.kind === 'head') setFolded(foldKey(line.key), !line.folded);
  else if (line.kind === 'draft') navigate({ screen: 'new-job' });
  else navigate({ screen: 'job', jobId: line.summary.job.id, runId: null });
}

/** The row of the job that was left for the list. */
function rowLeft(): string | null {
  const left = uiStore.getState().past.at(-1);
  return left?.screen === 'job' ? left.jobId : null;
}

/** The keys of the list of jobs: move, fold, open. Answers with the key of the line that the keyboard stands on. */
export function useJobKeys(lines: readonly JobLine[]) {
  const [active, setActive] = useState<string | null>(rowLeft);
  const index = lines.findIndex(({ key }) => key === active);
  const line = lines[index];
  const goTo = (next: number) => {
    focusList();
    setActive(lines[next]?.key ?? null);
  };
  const fold = (folded: boolean) => {
    const head = lines.slice(0, index + 1).findLast((each) => each.kind === 'head');
    if (!head) return;
    setFolded(foldKey(head.key), folded);
    focusList();
    if (folded) setActive(head.key);
  };
  const some = lines.length > 0;
  useCommand('row-next', () => goTo(nextStop(lines, index, 1)), some);
  useCommand('row-previous', () => goTo(nextStop(lines, index, -1)), some);
  useCommand('row-first', () => goTo(nextStop(lines, -1, 1)), some);
  useCommand('row-last', () => goTo(nextStop(lines, -1, -1)), some);
  useCommand('row-open', () => line && open(line), line !== undefined);
  useCommand('group-fold', () => fold(true), line !== undefined);
  useCommand('group-unfold', () => fold(false), line !== undefined);
  return { active, setActive, open };
}
