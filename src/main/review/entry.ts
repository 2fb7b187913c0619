import { answerQuestions } from '../lib/thread-program.ts';
import { createComparer } from './comparer.ts';
import { ToComparer } from './review-protocol.ts';

/** A thread of main: comparing hundreds of changes would hold up everything else for a second. */
answerQuestions(ToComparer, createComparer());
