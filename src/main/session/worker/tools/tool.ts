import type { z } from 'zod';
import type { ToolDetails } from '../../../../shared/events.ts';
import type { ToolTitle } from '../../../../shared/messages/tool-titles.ts';
import type { SandboxPolicy } from '../../../../shared/session-protocol.ts';
import type { Redactor } from '../../../redact/redact.ts';

/** What a tool may use. Paths in inputs are relative to `clonePath` and must pass through clone-path.ts. */
export interface ToolContext {
  clonePath: string;
  policy: SandboxPolicy;
  signal: AbortSignal;
  /** Live output of a running command, for people. */
  onOutput: (text: string) => void;
  /** Takes known secrets and well-known token patterns out of a text. Applied by the runner to every content and detail. */
  redact: Redactor;
}

/** A tool's answer: `content` is read by the model, `details` by people. A failure is an answer too, never a throw. */
export interface ToolResult {
  ok: boolean;
  content: string;
  details: ToolDetails;
}

/** A named ability with a schema. One file each. */
export interface Tool<Input = unknown> {
  name: string;
  /** What it does, when to use it and when not, its limits. Every request carries it: a few sentences. */
  description: string;
  input: z.ZodType<Input>;
  /** What the API is told; kept by hand beside `input` so that the request stays small and its bytes never change. */
  jsonSchema: { type: 'object'; properties: Record<string, unknown>; required: string[] };
  /** Reads run at the same time; writes and commands run one after the other, in the order asked. */
  effect: 'reads' | 'writes' | 'runs' | 'finishes';
  /** What a person reads: "Reading src/index.ts". */
  title(input: Input): ToolTitle;
  run(input: Input, context: ToolContext): Promise<ToolResult>;
}
