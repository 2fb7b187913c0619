/** One press as the table writes it: modifiers in a fixed order, then the key. `Mod` is Cmd on macOS, Ctrl elsewhere. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * The written form of a press: `Mod+Shift+K`, `J`, `?`, `ArrowDown`. Shift is only named for letters and named keys: with
 * other characters it is already part of the character. Null for a press of a modifier alone.
 */
export function writePress(press: Press, mac: boolean): string | null {
  if (['Control', 'Meta', 'Alt', 'AltGraph', 'Shift', 'Dead', 'Unidentified'].includes(press.key)) return null;
  const key = press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  const named = key.length > 1 || /^\p{L}$/u.test(key);
  return [mod && 'Mod', other && 'Other', press.altKey && 'Alt', press.shiftKey && named && 'Shift', key]
    .filter((part) => part !== false)
    .join('+');
}

/** A chord is at most this long between its two presses. */
export const CHORD_MS = 1200;

export interface ChordState {
  /** First press of a possible chord and when it came. */
  pending: { written: string; at: number } | null;
}

/**
 * Which key of the table a press completes: a two-press chord (`G J`) first, a single press otherwise. The returned state
 * goes into the next call. `keys` are all keys that mean something now.
 */
export function matchPress(
  state: ChordState,
  written: string,
  at: number,
  keys: ReadonlySet<string>,
): { state: ChordState; key: string | null } {
  const { pending } = state;
  if (pending && at - pending.at <= CHORD_MS) {
    const chord = `${pending.written} ${written}`;
    if (keys.has(chord)) return { state: { pending: null }, key: chord };
  }
  const begins = [...keys].some((key) => key.startsWith(`${written} `));
  return { state: { pending: begins ? { written, at } : null }, key: keys.has(written) ? written : null };
}

const MAC_SIGNS: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵', Backspace: '⌫' };
const OTHER_SIGNS: Record<string, string> = { Mod: 'Ctrl', Enter: 'Enter' };
const SIGNS: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** The caps to draw for a written key, one list per press: `Mod+K` → [['Ctrl', 'K']]. */
export const keyCaps = (written: string, mac: boolean): string[][] =>
  written
    .split(' ')
    .map((press) => press.split('+').map((part) => (mac ? MAC_SIGNS[part] : OTHER_SIGNS[part]) ?? SIGNS[part] ?? part));
