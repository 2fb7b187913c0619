import { ChevronDown, ChevronUp, Download, Search, TriangleAlert } from 'lucide-react';
import { repoLabel } from '../../../../shared/repo.ts';
import type { Run } from '../../../../shared/run.ts';
import type { Thread } from '../../../../shared/thread.ts';
import { copyText } from '../../../state/actions.ts';
import { saveText } from '../../../state/save-text.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { Segmented } from '../../../ui/Tabs.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { askToFind } from '../find/find-store.ts';
import { threadAsJson, threadAsMarkdown } from './export.ts';
import styles from './ThreadView.module.css';
import type { TechnicalFilter } from './technical-filter.ts';

type View = 'simplified' | 'technical';

/** Which reading, what is shown of it, and ways to take it along. */
export function ThreadBar(props: {
  run: Run;
  thread: Thread;
  /** Only a whole conversation is taken along. */
  complete: boolean;
  view: View;
  onView: (view: View) => void;
  filter: TechnicalFilter;
  onFilter: (filter: TechnicalFilter) => void;
  tools: readonly { tool: string; calls: number }[];
  /** To the next or previous tool call. */
  onJump: (direction: 1 | -1) => void;
}) {
  const { run, thread, view, filter } = props;
  const taking = (label: string, onSelect: () => void) => ({ label, onSelect, disabled: !props.complete });
  const saveMarkdown = () => saveText(`${fileName(run)}.md`, 'text/markdown', threadAsMarkdown(run, thread, view));
  const saveJson = () => saveText(`${fileName(run)}.json`, 'application/json', threadAsJson(run, thread));
  const isTechnical = view === 'technical';
  const showErrors = () => props.onFilter({ ...filter, errorsOnly: !filter.errorsOnly });
  useCommand('call-next', () => props.onJump(1), isTechnical);
  useCommand('call-previous', () => props.onJump(-1), isTechnical);
  useCommand('thread-errors', showErrors, isTechnical);
  useCommand('thread-save-markdown', saveMarkdown, props.complete);
  useCommand('thread-save-json', saveJson, props.complete);
  return (
    <header className={styles.bar}>
      <Segmented
        label="Reading"
        value={view}
        onValue={props.onView}
        keys="V"
        options={[
          { value: 'simplified', label: 'Simplified', hint: 'The story in plain words' },
          { value: 'technical', label: 'Technical', hint: 'Every item, exactly' },
        ]}
      />
      <span className={styles.space} />
      {isTechnical && (
        <>
          <Menu
            align="end"
            entries={[
              {
                label: 'All items',
                checked: filter.tool === null,
                onSelect: () => props.onFilter({ ...filter, tool: null }),
              },
              ...props.tools.map(({ tool, calls }) => ({
                label: `${tool} (${calls})`,
                checked: filter.tool === tool,
                onSelect: () => props.onFilter({ ...filter, tool }),
              })),
            ]}
          >
            <button type="button" className={styles.filter} aria-label={`Show: ${filter.tool ?? 'all items'}`}>
              <span>{filter.tool ?? 'All items'}</span>
              <ChevronDown size={13} aria-hidden />
            </button>
          </Menu>
          <IconButton
            label={filter.errorsOnly ? 'Show all again' : 'Only errors'}
            size="small"
            pressed={filter.errorsOnly}
            icon={<TriangleAlert size={14} strokeWidth={1.75} aria-hidden />}
            onClick={showErrors}
          />
          <IconButton
            label="Previous tool call"
            keys=","
            size="small"
            icon={<ChevronUp size={15} aria-hidden />}
            onClick={() => props.onJump(-1)}
          />
          <IconButton
            label="Next tool call"
            keys="."
            size="small"
            icon={<ChevronDown size={15} aria-hidden />}
            onClick={() => props.onJump(1)}
          />
        </>
      )}
      <IconButton
        label="Find in conversation"
        keys="Mod+F"
        size="small"
        icon={<Search size={14} strokeWidth={1.75} aria-hidden />}
        onClick={() => askToFind('conversation')}
      />
      <Menu
        align="end"
        entries={[
          taking('Copy as Markdown', () => void copyText(threadAsMarkdown(run, thread, view))),
          taking('Copy as JSON', () => void copyText(threadAsJson(run, thread))),
          null,
          taking('Save as Markdown', saveMarkdown),
          taking('Save as JSON', saveJson),
        ]}
      >
        <button type="button" className={styles.iconOnly} aria-label="Export the conversation" title="Export">
          <Download size={14} strokeWidth={1.75} aria-hidden />
        </button>
      </Menu>
    </header>
  );
}

const fileName = (run: Run): string => `${repoLabel(run.repo).replace(/[^\w.-]+/g, '-')}-conversation`;
