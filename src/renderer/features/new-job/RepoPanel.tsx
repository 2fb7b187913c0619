import { FileText, RotateCcw, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { repoKey } from '../../../shared/repo.ts';
import { useClient } from '../../state/store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import { VirtualList } from '../../ui/VirtualList.tsx';
import {
  askAgain,
  clearRejections,
  isBlocked,
  putBack,
  takeFiles,
  takeOff,
  takeText,
  tryAgainOnline,
  tryNow,
  useDraft,
  whyUnknown,
} from './draft.ts';
import { listIn } from './given-list.ts';
import styles from './NewJob.module.css';
import { Rejections } from './Rejections.tsx';
import { RepoCard } from './RepoCard.tsx';

/** The repositories of the draft: dropped, pasted or typed, each a card or a rejection with its line and reason. */
export function RepoPanel() {
  const intake = useDraft((draft) => draft.intake);
  const preflights = useDraft((draft) => draft.preflights);
  const reading = useDraft((draft) => draft.reading);
  const [typed, setTyped] = useState('');
  const chooser = useRef<HTMLInputElement>(null);
  const blocked = intake.repos.filter((repo) => isBlocked(preflights[repoKey(repo)]));
  const asking = intake.repos.filter((repo) => (preflights[repoKey(repo)]?.kind ?? 'asking') === 'asking').length;
  const isGivenUp = useDraft((draft) => draft.givenUp);
  const unknown = intake.repos.map((repo) => whyUnknown(preflights[repoKey(repo)])).find((why) => why !== null);
  const online = useClient((state) => state.online);
  useEffect(() => {
    if (online) tryAgainOnline();
  }, [online]);
  const lastRemoved = intake.removed[0]?.repos.length ?? 0;

  const add = () => {
    if (typed.trim() === '') return;
    takeText(typed);
    setTyped('');
  };
  return (
    <section className={styles.panel} aria-labelledby="repositories-title">
      <div className={styles.panelHead}>
        <h2 id="repositories-title">Repositories</h2>
        {intake.repos.length > 0 && (
          <span className={styles.count}>
            {formatCount(intake.repos.length)}
            {asking > 0 && !isGivenUp && ` · checking ${formatCount(asking)}`}
          </span>
        )}
        <span className={styles.space} />
        {intake.repos.length > 0 && (
          <>
            <IconButton
              label="Check all again"
              size="small"
              icon={<RotateCcw size={14} aria-hidden />}
              onClick={askAgain}
            />
            <Button size="small" variant="ghost" onClick={() => takeOff(intake.repos)}>
              Clear
            </Button>
          </>
        )}
      </div>
      <div className={styles.entry}>
        <input
          className={styles.typed}
          type="text"
          aria-label="Add a repository"
          placeholder="owner/name, a link, or a list"
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) add();
          }}
          onPaste={(event) => {
            const text = listIn(event.clipboardData);
            // A list goes straight to the cards; one name may still be edited.
            if (!text.trim().includes('\n') && text === event.clipboardData.getData('text/plain')) return;
            event.preventDefault();
            takeText(text);
          }}
        />
        <Button onClick={add} disabled={typed.trim() === ''}>
          Add
        </Button>
        <Button icon={<FileText size={14} aria-hidden />} loading={reading} onClick={() => chooser.current?.click()}>
          File
        </Button>
        <input
          ref={chooser}
          className="visually-hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label="Choose lists"
          accept=".txt,.csv,.tsv,.json,.jsonl,.yaml,.yml,.md,.html,text/plain"
          onChange={(event) => {
            void takeFiles([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </div>
      {intake.rejectedCount + intake.mergedCount > 0 && <Rejections intake={intake} onClose={clearRejections} />}
      {lastRemoved > 0 && (
        <div className={styles.note}>
          <span>Took off {plural(lastRemoved, 'repository', 'repositories')}.</span>
          <Button size="small" variant="ghost" onClick={putBack}>
            Undo
          </Button>
        </div>
      )}
      {unknown !== undefined && (
        <div className={styles.note} role="status">
          <span>Not checked: {unknown} Nothing speaks against these repositories, they stay in the list.</span>
          <Button size="small" onClick={tryNow}>
            Try now
          </Button>
        </div>
      )}
      {blocked.length > 0 && (
        <div className={styles.note}>
          <span>{plural(blocked.length, 'repository', 'repositories')} cannot be run and will be left out.</span>
          <Button size="small" variant="ghost" onClick={() => takeOff(blocked)}>
            Take {blocked.length === 1 ? 'it' : 'them'} off
          </Button>
        </div>
      )}
      {intake.repos.length === 0 ? (
        <EmptyState
          title="Drop a list here"
          text="A text, csv, json or yaml file, or any text with repositories, anywhere on the window."
          example={
            <span className={styles.sample}>
              {'sindresorhus/slash\nhttps://github.com/sindresorhus/p-map\ngit@github.example.com:team/service.git'}
            </span>
          }
        />
      ) : (
        <VirtualList
          label="Repositories"
          items={intake.repos}
          itemKey={repoKey}
          rowHeight={44}
          renderRow={(repo, index) => (
            <RepoCard
              repo={repo}
              index={index}
              state={preflights[repoKey(repo)]}
              remove={
                <IconButton
                  label="Take off the list"
                  size="small"
                  icon={<X size={14} aria-hidden />}
                  onClick={() => takeOff([repo])}
                />
              }
            />
          )}
        />
      )}
    </section>
  );
}
