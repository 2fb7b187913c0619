import { CodeView, type CodeViewHandle, WorkerPoolContext } from '@pierre/diffs/react';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { FileChange } from '../../../../shared/changeset.ts';
import { messageText } from '../../../../shared/messages/message-text.ts';
import { canComment, canReview } from '../../../state/run-mark.ts';
import { useClient } from '../../../state/store.ts';
import { uiStore, useUi } from '../../../state/ui-store.ts';
import { SplitPane } from '../../../ui/SplitPane.tsx';
import { FindBar } from '../find/FindBar.tsx';
import { DiffFileHeader } from './DiffFileHeader.tsx';
import styles from './DiffPane.module.css';
import { DiffToolbar } from './DiffToolbar.tsx';
import type { DiffFile } from './diff-files.ts';
import { diffItems } from './diff-items.ts';
import { EditFileDialog } from './EditFileDialog.tsx';
import { discardChange } from './edit-change.ts';
import { FileMenu } from './FileMenu.tsx';
import { FileTree } from './FileTree.tsx';
import { DIFF_THEMES, highlightPool } from './highlight-pool.ts';
import { ImageCompare } from './ImageCompare.tsx';
import { LineNoteView } from './LineNoteView.tsx';
import { beginNote, type LineNote, useLineNotes } from './line-notes.ts';
import { loadWhole } from './load-whole.ts';
import type { ChangePlace } from './place-in-change.ts';
import { ThingsToLookAt } from './ThingsToLookAt.tsx';
import { useDiffCommands } from './use-diff-commands.ts';
import { type ReadChange, useDiffFiles } from './use-diff-files.ts';
import { useDiffFind } from './use-diff-find.ts';
import { type DiffPoint, useDiffMenu } from './use-diff-menu.tsx';
import { useDiffNavigation } from './use-diff-navigation.ts';
import { useFolds } from './use-folds.ts';

/** The changeset as a diff, with its tree where there is room for it. */
export function DiffPane(props: ReadChange & { wide: boolean; scope?: ReactNode; doubts: readonly string[] }) {
  const { runId, changeset, since } = props;
  const layout = useUi((state) => state.diffLayout);
  const ignoreSpace = useUi((state) => state.ignoreWhitespace);
  const wrapLines = useUi((state) => state.wrapLines);
  const theme = useClient((state) => state.settings.theme);
  const viewer = useRef<CodeViewHandle<LineNote, undefined>>(null);
  const notes = useLineNotes(runId);
  const { changes, files, byPath, contentKey, askAlone } = useDiffFiles(props, ignoreSpace);
  const folds = useFolds(props, files, byPath);
  const { viewed, isFolded, fold, markViewed } = folds;
  const items = diffItems(files, contentKey, isFolded, notes);
  const navigation = useDiffNavigation(viewer, files, contentKey, isFolded);
  const { current, openFile, openPlace, stepFile, onScroll, scroller, setScroller, stops } = navigation;
  const show = (place: ChangePlace) => {
    fold([place.path], false);
    // A folded file has no lines to go to until it is drawn.
    requestAnimationFrame(() => openPlace(place));
  };
  const showAsked = useEffectEvent(show);
  const findBar = useDiffFind(viewer, files, scroller, ({ path, side, line }) => {
    const file = byPath.get(path);
    if (file && isFolded(file)) fold([path], false);
    requestAnimationFrame(() =>
      viewer.current?.scrollTo({ type: 'line', id: path, lineNumber: line, side, align: 'center' }),
    );
  });
  const asked = useUi((state) => (state.diffAt?.runId === runId ? state.diffAt : null));
  useEffect(() => {
    if (!asked) return;
    uiStore.setState({ diffAt: null });
    showAsked(asked);
  }, [asked]);
  const editable = useClient((state) => {
    const run = state.runs[runId];
    // A part of the change has hunks of its own.
    return since === null && run !== undefined && canReview(run);
  });
  const commentable = useClient((state) => {
    const run = state.runs[runId];
    return run !== undefined && canComment(run);
  });
  // Asked for in the heads of files, which go when they are scrolled away.
  const [editing, setEditing] = useState<string | null>(null);
  const [comparing, setComparing] = useState<FileChange | null>(null);
  const seen = { runId, tree: changeset.tree };
  // Without white space the hunks are no longer those of the patch.
  const hunksOf = (file: DiffFile) => (ignoreSpace || file.cut ? [] : (stops[files.indexOf(file)] ?? []));
  const can = { edit: editable, discardHunks: editable && !ignoreSpace, comment: commentable };
  const point = useRef<DiffPoint | null>(null);
  useDiffCommands({ runId, seen, files, byPath, navigation, folds, can, onEdit: setEditing, point });
  const { menu, askOfFile } = useDiffMenu(viewer, scroller, (path, line) => {
    point.current = line;
    navigation.pointAt(path, line);
  });

  const diff = (
    <div className={styles.diff}>
      <DiffToolbar
        changes={changes}
        totals={changeset}
        viewed={viewed}
        withFilesMenu={!props.wide}
        allFolded={files.every(isFolded)}
        scope={props.scope}
        onOpen={openFile}
        onFoldAll={(folded) =>
          fold(
            changes.map((change) => change.path),
            folded,
          )
        }
        onFile={stepFile}
      />
      {findBar && <FindBar {...findBar} label="Find in the changes" />}
      <ThingsToLookAt
        runId={runId}
        texts={[...new Set([...props.doubts, ...changeset.notes.map(messageText)])]}
        changes={changes}
        onOpen={show}
      />
      <WorkerPoolContext value={highlightPool()}>
        <CodeView
          key={runId}
          ref={viewer}
          containerRef={setScroller}
          className={styles.view ?? ''}
          items={items}
          onScroll={onScroll}
          options={{
            theme: DIFF_THEMES,
            themeType: theme,
            diffStyle: layout,
            diffIndicators: 'classic',
            lineDiffType: 'word',
            hunkSeparators: 'line-info',
            overflow: wrapLines ? 'wrap' : 'scroll',
            stickyHeaders: true,
            itemMetrics: METRICS,
            layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
            unsafeCSS: SHADOW_CSS,
            onPostRender: makeReachable,
            enableGutterUtility: commentable,
            onGutterUtilityClick: ({ end, endSide, side }, { item }) =>
              beginNote(runId, { path: item.id, side: endSide ?? side ?? 'additions', line: end }),
            ...(ignoreSpace ? {} : { loadDiffFiles: (file) => loadWhole(props, contentKey, file) }),
          }}
          renderAnnotation={(...[{ metadata }]) =>
            metadata && <LineNoteView key={metadata.id} runId={runId} note={metadata} />
          }
          renderCustomHeader={(item) => {
            const file = byPath.get(item.id);
            return (
              file && (
                <DiffFileHeader
                  runId={runId}
                  tree={changeset.tree}
                  file={file}
                  folded={isFolded(file)}
                  viewed={viewed.has(item.id)}
                  onFold={(folded) => fold([item.id], folded)}
                  onViewed={(now) => markViewed(item.id, now)}
                  onAskAlone={(path, whole) => void askAlone(path, whole)}
                  onCompare={() => setComparing(file.change)}
                  menu={
                    editable && (
                      <FileMenu
                        file={file}
                        hunks={hunksOf(file)}
                        onDiscard={(hunk) => void discardChange(seen, item.id, hunk)}
                        onEdit={() => setEditing(item.id)}
                      />
                    )
                  }
                />
              )
            );
          }}
        />
      </WorkerPoolContext>
      {menu}
      {comparing && <ImageCompare runId={runId} change={comparing} onClose={() => setComparing(null)} />}
      {editing !== null && <EditFileDialog seen={seen} path={editing} onClose={() => setEditing(null)} />}
    </div>
  );

  if (!props.wide || files.length < 2) return diff;
  return (
    <SplitPane
      id="run-files"
      label="Width of the file tree"
      fixed="start"
      size={220}
      min={140}
      max={480}
      minOther={360}
      start={<FileTree changes={changes} current={current} viewed={viewed} onOpen={openFile} onMenu={askOfFile} />}
      end={diff}
    />
  );
}

const METRICS = { lineHeight: 18, diffHeaderHeight: 36 };

/**
 * The viewer draws in a shadow tree, so its rules are handed in. The window's scrollbar colour is inherited there and would
 * undo the viewer's own thin scrollbars; the ground is the window's, not that of the colour theme.
 */
const SHADOW_CSS = `
:host {
  --diffs-light-bg: var(--surface) !important; --diffs-dark-bg: var(--surface) !important;
  --diffs-selection-number-fg: var(--accent-text);
}
::highlight(find) {
  background-color: light-dark(oklch(0.9 0.13 95), oklch(0.5 0.1 90)); color: light-dark(oklch(0.2 0.02 90), oklch(0.99 0 0));
}
::highlight(find-present) { background-color: light-dark(oklch(0.78 0.16 60), oklch(0.78 0.15 70)); color: oklch(0.2 0.02 90); }
[data-utility-button] { background-color: var(--accent); color: var(--on-accent); }
[data-code] { scrollbar-color: auto; }
[data-expand-button]:focus-visible { outline: 2px solid var(--focus); outline-offset: -2px; }
`;

const EXPAND_WORDS: [string, string][] = [
  ['data-expand-up', 'Show lines above'],
  ['data-expand-down', 'Show lines below'],
  ['data-expand-all-button', 'Show all lines'],
  ['data-expand-both', 'Show the lines between'],
];

/** The viewer's own words where it does not know how many lines there are. */
const MAYBE_MORE = /^More unchanged context/;

/** What the viewer leaves out for keyboard and screen reader: names of its buttons, and a way into what scrolls. */
function makeReachable(host: HTMLElement): void {
  for (const column of host.shadowRoot?.querySelectorAll<HTMLElement>('[data-code]') ?? [])
    if (column.scrollWidth > column.clientWidth) column.tabIndex = 0;
  for (const words of host.shadowRoot?.querySelectorAll('[data-unmodified-lines]') ?? [])
    if (MAYBE_MORE.test(words.textContent ?? '')) words.textContent = 'Show more lines';
  for (const button of host.shadowRoot?.querySelectorAll<HTMLElement>('[data-expand-button]') ?? []) {
    const words = EXPAND_WORDS.find(([attribute]) => button.hasAttribute(attribute))?.[1] ?? 'Show more lines';
    button.setAttribute('aria-label', words);
    button.tabIndex = 0;
    button.onkeydown = (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      button.click();
    };
  }
}
