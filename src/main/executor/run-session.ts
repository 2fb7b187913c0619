import { failure, type Result } from '../../shared/errors.ts';
import type { Limits } from '../../shared/job.ts';
import { effortsOf } from '../../shared/model-facts.ts';
import { type Effort, fittingEffort } from '../../shared/models.ts';
import { answerTokens } from '../../shared/request-cost.ts';
import type { SandboxPolicy, TurnMessage } from '../../shared/session-protocol.ts';
import type { Session, TurnEnd } from '../session/contract.ts';
import type { RunOptions } from './run-options.ts';
import { effortOf } from './turn-effort.ts';

/** The session of one execution: its process is started with the first turn and serves the later ones too. */
export interface RunSession {
  /** Runs a turn; null continues the thread's unfinished one. */
  run(turn: TurnMessage | null): Promise<Result<TurnEnd>>;
  /** Announces that the last turn's work is being checked and may be sent back. */
  checking(): void;
  /** Was this limit raised since the session started? */
  isRaised(limit: keyof Limits): Promise<boolean>;
  end(): Promise<void>;
}

/** The model may think for minutes before its first output. */
const STALL_MS = 300_000;

export function openSession(options: RunOptions, policy: SandboxPolicy, checkCommand: string | null): RunSession {
  let session: Session | null = null;
  let given: Limits | null = null;
  /** The effort levels that the model accepts at this host. */
  let efforts: readonly Effort[] = [];
  const fitting = (wanted: Effort): Effort => fittingEffort(wanted, efforts);
  let saveFailed: Extract<Result<TurnEnd>, { ok: false }> | null = null;
  // A person's cancel settles the turn; everything else leaves it open for the next session.
  const stopSession = () => void (options.signal.reason === 'pause' ? session?.end() : session?.cancel());
  const listeners = [
    options.onWake((countedMs) => session?.wake(countedMs)),
    options.onTryNow(() => session?.tryNow()),
  ];
  const stopListening = () => {
    for (const end of listeners) end();
  };
  options.signal.addEventListener('abort', stopSession, { once: true });

  const start = async (turn: TurnMessage | null): Promise<Result<TurnEnd>> => {
    const action = { code: 'starting_session' as const, parameters: {} };
    const phase = await options.record({ kind: 'phase_started', phase: 'session', action });
    if (!phase.ok) return phase;
    const claude = await options.claude();
    if (!claude.ok) return claude;
    await options.beforeSession();
    if (options.signal.aborted) return failure('session_crashed', 'The run was stopped before its session began.');
    const { thread, spent, baseline } = options.log.progress();
    const { model, effort } = options.job.settings;
    const facts = await options.modelFacts();
    efforts = effortsOf(model, facts);
    const capabilities = await options.capabilities(claude.value.anthropicUrl, facts);
    const provable = baseline?.exitCode === 0;
    const limits = await options.limits();
    given = limits;
    const run = options.run();
    const started = await options.startSession(
      {
        runId: run.id,
        ...claude.value,
        model,
        effort: fitting(effort),
        capabilities,
        maxTokens: answerTokens(effort, capabilities.maxOutput),
        limits,
        spent: { ...spent, dollars: run.costUsd },
        sandbox: policy,
        checkCommand,
        history: [...thread],
        turn: turn && { ...turn, effort: fitting(effortOf(turn.source, options.job.settings, provable)) },
        secrets: await options.secrets(),
        stallMs: STALL_MS,
      },
      {
        ...options.session,
        onEvent: async (event) => {
          const saved = await options.record(event);
          if (event.kind === 'request_adjusted') options.learn(event.change);
          if (saved.ok) return;
          // An event that could not be saved is never acknowledged, so the worker does not continue.
          saveFailed ??= saved;
          throw new Error(saved.error.message);
        },
      },
    );
    if (!started.ok) return started;
    session = started.value;
    if (options.signal.aborted) stopSession();
    return session.firstTurn();
  };

  const hasOtherLimits = async () => {
    const now = await options.limits();
    return (
      given !== null && (now.steps !== given.steps || now.dollars !== given.dollars || now.minutes !== given.minutes)
    );
  };
  return {
    run: async (turn) => {
      // A process keeps its initial limits, so a new one continues the thread.
      if (session && (await hasOtherLimits())) {
        await session.end();
        session = null;
      }
      const ended = await (session && turn
        ? session.runTurn({ ...turn, effort: fitting(effortOf(turn.source, options.job.settings, true)) })
        : start(turn));
      return saveFailed ?? ended;
    },
    checking: () => session?.checking(),
    isRaised: async (limit) => given !== null && (await options.limits())[limit] > given[limit],
    end: async () => {
      stopListening();
      options.signal.removeEventListener('abort', stopSession);
      await session?.end();
    },
  };
}
