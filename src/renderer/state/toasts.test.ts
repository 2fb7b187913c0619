import { expect, it } from 'vitest';
import { type Toast, withToast } from './toasts.ts';

const undo = () => undefined;
const toast = (id: number, text: string, about: string[] = []): Toast => ({
  ...{ id, text, error: null, about, place: {} },
  undo: about.length > 0 ? undo : null,
});
const after = (...toasts: Toast[]) =>
  toasts.reduce<Toast[]>((standing, each) => withToast(standing, each), []).map(({ id }) => id);

it.each([
  [
    'a decision takes the place of the one before about the same change',
    [toast(1, 'Approved a', ['a']), toast(2, 'Rejected a', ['a'])],
    [2],
  ],
  ['and not of one about more', [toast(1, 'Approved 2 changes', ['a', 'b']), toast(2, 'Rejected a', ['a'])], [1, 2]],
  ['or another', [toast(1, 'Approved 2 changes', ['a', 'b']), toast(2, 'Approved 2 changes', ['c', 'd'])], [1, 2]],
  ['the same word said twice stands once', [toast(1, 'Copied'), toast(2, 'Copied')], [2]],
])('%s', (_name, toasts, standing) => expect(after(...toasts)).toEqual(standing));
