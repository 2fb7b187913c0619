import type { ReactNode } from 'react';
import { type RepoRef, repoLabel } from '../../../shared/repo.ts';
import type { Mark } from '../../state/run-mark.ts';
import { formatSize } from '../../ui/format.ts';
import { GridCell, GridRow } from '../../ui/Grid.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import type { PreflightState } from './draft.ts';
import styles from './NewJob.module.css';

/** One repository: where it is, and what is known of it before it runs. */
export function RepoCard(props: {
  repo: RepoRef;
  index: number;
  state: PreflightState | undefined;
  remove: ReactNode;
}) {
  const { repo, state } = props;
  return (
    <GridRow className={styles.card} index={props.index}>
      <GridCell className={styles.cardName}>
        <StateMark mark={preflightMark(state)} hideWord />
        <TruncatedText text={repoLabel(repo)} keep="end" />
      </GridCell>
      <GridCell className={styles.cardFacts}>
        <TruncatedText text={factsOf(repo, state)} />
      </GridCell>
      <GridCell>{props.remove}</GridCell>
    </GridRow>
  );
}

function preflightMark(state: PreflightState | undefined): Mark {
  if (!state) return { shape: 'waiting', word: 'not checked yet', reason: '' };
  if (state.kind === 'asking') return { shape: 'running', word: 'checking', reason: '' };
  if (state.kind === 'failed')
    return {
      shape: 'attention',
      word: 'not checked',
      reason: [state.error.message, state.error.why].filter(Boolean).join(' '),
    };
  const reason = state.preflight.notes.join('\n');
  switch (state.preflight.state) {
    case 'ready':
      return { shape: 'done', word: 'ready', reason };
    case 'warning':
      return { shape: 'attention', word: 'warning', reason };
    case 'unknown':
      return { shape: 'waiting', word: 'not checked', reason };
    case 'blocked':
      return { shape: 'failed', word: 'cannot be run', reason };
  }
}

/** Worst note first, then what is good to know. */
function factsOf(repo: RepoRef, state: PreflightState | undefined): string {
  if (!state || state.kind === 'asking')
    return repo.kind === 'local' ? repo.path : state ? 'checking' : 'not checked yet';
  if (state.kind === 'failed') return state.error.message;
  const { preflight } = state;
  // Why is said once, above the list.
  if (preflight.state === 'unknown') return 'not checked';
  const facts = [
    ...preflight.notes,
    preflight.private && 'private',
    preflight.fork && 'fork',
    preflight.defaultBranch,
    preflight.sizeKb !== null && formatSize(preflight.sizeKb),
    (preflight.state === 'ready' || preflight.state === 'warning') &&
      (preflight.canPush && preflight.canOpenPullRequest ? 'can push' : 'patch only'),
  ];
  return facts.filter(Boolean).join(' · ');
}
