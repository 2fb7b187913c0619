import { answerQuestions } from '../lib/thread-program.ts';
import { createCollector } from './collector.ts';
import { ToCollector } from './diagnostics-protocol.ts';

/** A thread of main: redacting and packing many megabytes would hold up everything else. */
answerQuestions(ToCollector, createCollector());
