import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { SearchHit, SearchKind } from '../../../shared/search.ts';
import { invoke } from '../../api.ts';
import { jumpTo, navigate, setOverlay, useUi } from '../../state/ui-store.ts';
import { CommandDialog, CommandInput, CommandItem, CommandList } from '../../ui/CommandDialog.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { formatRelative } from '../../ui/format.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './SearchDialog.module.css';

const KIND_WORDS: Record<SearchKind, string> = {
  job: 'Job',
  prompt: 'Prompt',
  repo: 'Repository',
  said: 'Said',
  command: 'Command',
  action: 'Action',
  error: 'Error',
  note: 'Note',
};

/** Words of jobs, repositories, prompts and all conversations; a hit opens its conversation where it stands. */
export function SearchDialog() {
  const open = useUi((state) => state.overlay === 'search');
  return (
    <CommandDialog label="Search everywhere" open={open} onClose={() => setOverlay(null)} wide filter={false}>
      <SearchBody />
    </CommandDialog>
  );
}

/** A person types faster than this; an index that is being built is asked again after it. */
const TYPING_MS = 120;
const CATCH_UP_MS = 600;

interface Found {
  text: string;
  hits: readonly SearchHit[];
  complete: boolean;
}

function SearchBody() {
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const answer = await invoke('search.find', { text });
      if (left) return;
      if (!answer.ok) {
        setError(answer.error);
        return;
      }
      setError(null);
      setFound({ text, ...answer.value });
      if (!answer.value.complete) timer = setTimeout(() => void ask(), CATCH_UP_MS);
    };
    timer = setTimeout(() => void ask(), text === '' ? 0 : TYPING_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [text]);

  const asked = text.trim() !== '';
  const current = asked && found?.text === text ? found : null;
  return (
    <>
      <CommandInput
        placeholder="Search jobs, repositories, prompts, commands, errors and conversations"
        aria-label="Search"
        maxLength={500}
        value={text}
        onValueChange={setText}
      />
      <CommandList label="Found">
        {error && <ErrorCard error={error} />}
        {!asked && !error && (
          <p className={styles.hint}>All words must be there. In double quotes they are one phrase.</p>
        )}
        {asked && found && !error && found.hits.length === 0 && current && (
          <p className={styles.hint}>
            {current.complete ? 'Nothing found.' : 'Nothing found yet: the index is being built.'}
          </p>
        )}
        {asked && found?.hits.map((hit) => <Hit key={keyOf(hit)} hit={hit} text={text} />)}
      </CommandList>
      <p className={styles.state} role="status">
        {current &&
          current.hits.length > 0 &&
          `${current.hits.length}${current.hits.length === 100 ? ' or more' : ''} found`}
        {found && !found.complete && ' · reading what is new'}
      </p>
    </>
  );
}

const keyOf = (hit: SearchHit): string =>
  [hit.kind, hit.jobId, hit.runId, hit.seq, hit.at, hit.excerpt[0]?.text].join(' ');

function Hit({ hit, text }: { hit: SearchHit; text: string }) {
  const now = useNow('minute');
  const open = () => {
    setOverlay(null);
    // After the dialog has given the focus back.
    setTimeout(() => {
      if (hit.runId && hit.seq !== null) jumpTo(hit.jobId, { runId: hit.runId, seq: hit.seq, text });
      else navigate({ screen: 'job', jobId: hit.jobId, runId: hit.runId });
    });
  };
  return (
    <CommandItem value={keyOf(hit)} onSelect={open}>
      <span className={styles.kind} data-kind={hit.kind}>
        {KIND_WORDS[hit.kind]}
      </span>
      <span className={styles.words}>
        <span className={styles.excerpt} dir="auto">
          {hit.excerpt.map((part, index) =>
            part.hit ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one excerpt never move
              <mark key={index}>{part.text}</mark>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one excerpt never move
              <span key={index}>{part.text}</span>
            ),
          )}
        </span>
        <span className={styles.place}>
          {hit.kind !== 'repo' && hit.repo && `${hit.repo} · `}
          {hit.kind !== 'job' && hit.jobTitle}
        </span>
      </span>
      <span className={styles.when}>{formatRelative(hit.at, now)}</span>
    </CommandItem>
  );
}
