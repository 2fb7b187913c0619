import { createStore, useStore } from 'zustand';
import type { AppError, Result } from '../../shared/errors.ts';
import type { MethodInput, MethodValue } from '../../shared/ipc.ts';
import { invoke } from '../api.ts';
import { perform } from './actions.ts';
import { placeOf } from './error-place.ts';
import { store } from './store.ts';
import { say, sayError } from './toasts.ts';
import { whileWaiting } from './waiting.ts';

/** A text that was refused because it seems to hold a key, and the person who may know better. */
interface Question {
  error: AppError;
  answer: (anyway: boolean) => void;
}
const questions = createStore<{ open: Question | null }>(() => ({ open: null }));
export const useQuestion = (): Question | null => useStore(questions, ({ open }) => open);

const ask = (error: AppError): Promise<boolean> =>
  new Promise((resolve) => {
    questions.getState().open?.answer(false);
    const answer = (anyway: boolean) => {
      questions.setState({ open: null });
      resolve(anyway);
    };
    questions.setState({ open: { error, answer } });
  });

/** `perform` for what a person wrote: where it seems to hold a key, they are asked, each time, whether it goes out anyway. */
export async function performText<N extends 'runs.comment' | 'jobs.revisePrompt' | 'jobs.setOptions'>(
  name: N,
  input: MethodInput<N>,
  done?: string,
): Promise<Result<MethodValue<N>>> {
  // What was typed stands where it was typed, and is sent again from there.
  const place = placeOf(input, store.getState().runs, null);
  const answer = await whileWaiting(name, invoke(name, input));
  if (!answer.ok && answer.error.code === 'key_in_text') {
    return (await ask(answer.error)) ? perform(name, { ...input, anyway: true }, done, place) : answer;
  }
  if (!answer.ok) sayError(answer.error, place);
  else if (done) say(done);
  return answer;
}
