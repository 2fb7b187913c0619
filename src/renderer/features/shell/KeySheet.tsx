import { type CommandGroup, commandList } from '../../state/commands.ts';
import { setOverlay, useUi } from '../../state/ui-store.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import styles from './Shell.module.css';

const GROUPS: readonly CommandGroup[] = ['Go', 'Rows', 'Run', 'Diff', 'View', 'Jobs', 'Help'];

/** All keys of the command table. */
export function KeySheet() {
  const open = useUi((state) => state.overlay === 'keys');
  return (
    <Dialog
      open={open}
      onClose={() => setOverlay(null)}
      title="Keyboard shortcuts"
      description="Single letters do nothing while you type."
      width="large"
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll what holds no control */}
      <section className={styles.sheet} tabIndex={0} aria-label="All keys">
        {GROUPS.map((group) => (
          <section className={styles.group} key={group}>
            <h3>{group}</h3>
            <dl>
              {commandList
                .filter((command) => command.group === group && command.keys.length > 0)
                .map((command) => (
                  <div className={styles.keyRow} key={command.id}>
                    <dt>{command.label}</dt>
                    <dd>{command.keys[0] && <Kbd keys={command.keys[0]} />}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </section>
    </Dialog>
  );
}
