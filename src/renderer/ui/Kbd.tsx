import { keyCaps } from '../state/hotkeys.ts';
import styles from './Kbd.module.css';
import { IS_MAC } from './use-command.ts';

/** A key of the command table as caps: `Mod+K`, `G J`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className={styles.keys}>
      {keyCaps(keys, IS_MAC).map((caps, index) => (
        <kbd className={styles.press} key={caps.join('+')}>
          {index > 0 && <span className={styles.then}>then</span>}
          {caps.map((cap) => (
            <kbd className={styles.cap} key={cap}>
              {cap}
            </kbd>
          ))}
        </kbd>
      ))}
    </kbd>
  );
}
