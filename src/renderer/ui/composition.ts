/**
 * A key that an input method is at work with (Chinese, Japanese, Korean, dead keys, emoji): it chooses, accepts or takes
 * back what is being composed. 229 is what such a press has for a code before the first character stands in the field.
 */
export const isComposing = (event: { isComposing: boolean; keyCode: number }): boolean =>
  event.isComposing || event.keyCode === 229;

/**
 * Keeps the keys of input methods from everything that listens in the window: our fields, dialogs and shortcuts, and those of
 * the libraries. Here, because each of them would have to think of it, and one that does not loses what was typed.
 */
export function guardComposition(target: Window): void {
  const guard = (event: KeyboardEvent): void => {
    if (isComposing(event)) event.stopImmediatePropagation();
  };
  for (const type of ['keydown', 'keyup'] as const) target.addEventListener(type, guard, { capture: true });
}
