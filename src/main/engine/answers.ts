import { METHODS, type MethodName } from '../../shared/ipc.ts';
import type { Answer, EngineCommands, EngineMethodName } from './contract.ts';

/** The engine's handlers by method name: `jobs.create` is `engine.jobs.create`. Without those that only a window handles. */
export function answersOf(engine: EngineCommands): { [N in EngineMethodName]: Answer<N> } {
  const groups = engine as Record<string, Record<string, unknown> | undefined>;
  const answers = (Object.keys(METHODS) as MethodName[]).flatMap((name) => {
    const [group = '', action = ''] = name.split('.');
    const answer = groups[group]?.[action];
    return answer === undefined ? [] : [[name, answer] as const];
  });
  return Object.fromEntries(answers) as { [N in EngineMethodName]: Answer<N> };
}
