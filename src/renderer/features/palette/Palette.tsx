import { Command } from 'cmdk';
import { useMemo } from 'react';
import { canRun, runCommand } from '../../state/command-registry.ts';
import { type CommandGroup, commandList } from '../../state/commands.ts';
import { jobsNewestFirst } from '../../state/selectors.ts';
import { store } from '../../state/store.ts';
import { navigate, setOverlay, useUi } from '../../state/ui-store.ts';
import { CommandDialog, CommandInput, CommandItem, CommandList } from '../../ui/CommandDialog.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import styles from './Palette.module.css';

const GROUPS: readonly CommandGroup[] = ['Run', 'Rows', 'Jobs', 'Diff', 'View', 'Go', 'Help'];

/** Every action that can be carried out now, and every job, found by typing. */
export function Palette() {
  const open = useUi((state) => state.overlay === 'palette');
  return (
    <CommandDialog label="Command palette" open={open} onClose={() => setOverlay(null)}>
      <PaletteBody />
    </CommandDialog>
  );
}

function PaletteBody() {
  // What can be done is settled when the palette opens; it covers everything that could change it.
  const commands = useMemo(
    () => commandList.filter((command) => !('keyOnly' in command && command.keyOnly) && canRun(command.id)),
    [],
  );
  const jobs = useMemo(() => jobsNewestFirst(store.getState().jobs).slice(0, 200), []);
  const close = (then: () => void) => {
    setOverlay(null);
    // After the palette has given the focus back, so that what the command focuses keeps it.
    setTimeout(then);
  };
  return (
    <>
      <CommandInput placeholder="Type what you want to do" aria-label="Command" />
      <CommandList label="Commands">
        <Command.Empty className={styles.empty}>Nothing by this name can be done just now.</Command.Empty>
        {GROUPS.map((group) => {
          const inGroup = commands.filter((command) => command.group === group);
          return inGroup.length === 0 ? null : (
            <Command.Group key={group} heading={group} className={styles.group}>
              {inGroup.map((command) => (
                <CommandItem
                  key={command.id}
                  value={`${command.label} ${command.id}`}
                  onSelect={() => close(() => runCommand(command.id))}
                >
                  <span className={styles.label}>{command.label}</span>
                  {command.keys[0] && <Kbd keys={command.keys[0]} />}
                </CommandItem>
              ))}
            </Command.Group>
          );
        })}
        {jobs.length > 0 && (
          <Command.Group heading="Open job" className={styles.group}>
            {jobs.map(({ job }) => (
              <CommandItem
                key={job.id}
                value={`${job.title} ${job.id}`}
                onSelect={() => close(() => navigate({ screen: 'job', jobId: job.id, runId: null }))}
              >
                <span className={styles.label}>{job.title}</span>
              </CommandItem>
            ))}
          </Command.Group>
        )}
      </CommandList>
    </>
  );
}
