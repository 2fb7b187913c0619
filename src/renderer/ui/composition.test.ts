import { expect, it } from 'vitest';
import { guardComposition } from './composition.ts';

it.each([
  ['Enter accepts what is composed', 'keydown', { isComposing: true, keyCode: 13 }, false],
  ['Escape takes it back', 'keydown', { isComposing: true, keyCode: 27 }, false],
  ['the first key of a composition', 'keydown', { isComposing: false, keyCode: 229 }, false],
  ['the end of such a press', 'keyup', { isComposing: true, keyCode: 27 }, false],
  ['Enter after it', 'keydown', { isComposing: false, keyCode: 13 }, true],
])('%s: %s %j is heard: %s', (_name, type, press, expected) => {
  const target = new EventTarget();
  guardComposition(target as Window);
  let heard = false;
  target.addEventListener(type, () => {
    heard = true;
  });
  target.dispatchEvent(Object.assign(new Event(type), press));
  expect(heard).toBe(expected);
});
