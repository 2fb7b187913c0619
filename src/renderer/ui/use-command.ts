import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { type CommandOffer, canRun, offerCommand, refusalOf, runCommand } from '../state/command-registry.ts';
import { type CommandId, commandList, commandOf } from '../state/commands.ts';
import { type ChordState, hasLatinLetters, matchPress, writePress } from '../state/hotkeys.ts';
import { say } from '../state/toasts.ts';

export const IS_MAC = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent);

/**
 * While the component stands it can carry out the command: by key, from the palette and from the native menu. The newest
 * component that offers the same command and is `enabled` wins, so a detail answers before its list. `dialog`: the
 * one that offers it, for keys that are pressed there. `refusal`: what its key says while it is not `enabled`.
 */
export function useCommand(
  id: CommandId,
  run: () => void,
  enabled = true,
  dialog?: RefObject<Element | null>,
  refusal?: string,
): void {
  const offer = useRef<CommandOffer>({ run, enabled, ...(dialog && { dialog: () => dialog.current }) });
  useLayoutEffect(() => {
    offer.current.run = run;
    offer.current.enabled = enabled;
    offer.current.refusal = refusal;
  });
  useEffect(() => offerCommand(id, offer.current), [id]);
}

const idsByKey = new Map<string, CommandId[]>();
for (const command of commandList) {
  for (const key of command.keys) idsByKey.set(key, [...(idsByKey.get(key) ?? []), command.id]);
}

/** Listens to the keyboard for the whole window. Mounted once, by the app. */
export function useHotkeys(): void {
  useEffect(() => {
    let state: ChordState = { pending: null };
    let latin = true;
    const onKeyDown = (event: KeyboardEvent) => {
      latin = hasLatinLetters(event) ?? latin;
      if (event.defaultPrevented) return;
      const forms = writePress(event, IS_MAC, latin).filter((form) => !belongsToFocus(event.target, form));
      if (forms.length === 0) return;
      const dialog = dialogOf(event.target);
      const can = (id: CommandId) => canRun(id, dialog);
      const keys = new Set<string>();
      for (const [key, ids] of idsByKey) if (ids.some(can)) keys.add(key);
      const match = matchPress(state, forms, event.timeStamp, keys);
      state = match.state;
      if (match.key === null) {
        const refused = dialog || event.repeat ? [] : forms.flatMap((form) => idsByKey.get(form) ?? []);
        const why = refused.map(refusalOf).find((words) => words !== undefined);
        if (why !== undefined) say(why);
        return;
      }
      const id = idsByKey.get(match.key)?.find(can);
      if (!id) return;
      event.preventDefault();
      if (!event.repeat || commandOf(id).repeats) runCommand(id, dialog);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

const DIALOG = '[role=dialog], [role=alertdialog]';
/** The dialog that a key is pressed in: the uppermost one, too, when the focus has fallen to the page below it. */
function dialogOf(target: EventTarget | null): Element | null {
  if (!(target instanceof Element)) return null;
  const own = target.closest(DIALOG);
  return own ?? (target === document.body ? ([...document.querySelectorAll(DIALOG)].at(-1) ?? null) : null);
}
const TYPING =
  'input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, [contenteditable=true]';
const ARROWS_ARE_ITS_OWN =
  '[role=tablist], [role=radiogroup], [role=separator], [role=slider], [role=tree], [role=toolbar]';
const PRESSED_BY_ENTER = 'button, a[href], summary, [role=button], [role=tab], [role=switch], [role=checkbox]';

/** Keys that the focused control needs itself. */
function belongsToFocus(target: EventTarget | null, written: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role=menu], [role=listbox]')) return true;
  // A dialog keeps every key but those that say what is typed is finished.
  if (dialogOf(target) !== null) return written !== 'Mod+Enter';
  if (target.closest(TYPING)) return !written.startsWith('Mod+') || written === 'Mod+A' || written === 'Mod+Z';
  if (/^(Enter|Space)$/.test(written)) return target.closest(PRESSED_BY_ENTER) !== null;
  if (/^(Shift\+)?(Arrow|Home|End)/.test(written)) return target.closest(ARROWS_ARE_ITS_OWN) !== null;
  return false;
}
