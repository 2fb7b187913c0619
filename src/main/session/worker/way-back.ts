import type { Adjustment } from '../../../shared/events.ts';
import type { RequestCapabilities } from '../../../shared/request-capabilities.ts';
import type { Message, ModelRequest } from './model.ts';
import { canDoWithout, fieldPath } from './request-body.ts';

/** How the API, gateways and the servers behind them say that they don't know a field. */
const UNKNOWN_FIELD = [
  /([\w.-]+): Extra inputs are not permitted/i,
  /extraneous key \[([\w.-]+)\]/i,
  /(?:unknown|unrecognized|unsupported|unexpected) (?:request )?(?:parameter|field|argument|key|property)(?: supplied)?:?\s*['"`]?([\w.-]+)/i,
];
/** Words for fields that are known but not for this model. */
const UNSUPPORTED: readonly [RegExp, string][] = [
  [/effort[^.]{0,80}not support|not support[^.]{0,40}effort/i, 'output_config.effort'],
  [/thinking[^.]{0,80}(?:is not supported|not support)|not support[^.]{0,40}thinking/i, 'thinking'],
];
const TOO_LONG = /max_tokens\D{0,40}(\d+)\D{1,80}?(\d+)/i;
const UNKNOWN_BLOCK = /Input tag '([\w-]+)' found using 'type'/;
const THINKING = /thinking|signature/i;
/** Blocks without which there is no conversation. */
const PLAIN_BLOCKS = ['text', 'tool_use', 'tool_result'];

/**
 * What to change about a request that was refused as invalid, so that the same request may pass; null: nothing is known to
 * help. Each change takes away something that was there, so that no request is refused for ever for the same reason.
 * Pure; `why` is the API's complaint, `body` what was sent.
 */
export function wayBack(
  why: string,
  body: Record<string, unknown>,
  request: ModelRequest,
  capabilities: RequestCapabilities,
): Adjustment | null {
  const field = UNKNOWN_FIELD.map((pattern) => pattern.exec(why)?.[1]).find((found) => found !== undefined);
  if (field !== undefined) {
    const path = fieldPath(field);
    return canDoWithout(body, path) ? { do: 'leave_out_field', field: path } : null;
  }
  const block = UNKNOWN_BLOCK.exec(why)?.[1];
  if (block !== undefined) return PLAIN_BLOCKS.includes(block) ? null : { do: 'leave_out_block', type: block };
  const most = Number(TOO_LONG.exec(why)?.[2]);
  if (most > 0 && most < request.maxTokens) return { do: 'cap_output', tokens: most };
  const unsupported = UNSUPPORTED.find(([pattern, path]) => pattern.test(why) && canDoWithout(body, path));
  if (unsupported) return { do: 'leave_out_field', field: unsupported[1] };
  if (!THINKING.test(why) || !request.messages.some(hasThinking)) return null;
  if (capabilities.bindingControls && 'thinking' in body && !request.left.foreignThinking) return { do: 'drop_block' };
  return request.left.stripped ? { do: 'leave_out_block', type: 'thinking' } : { do: 'strip_thinking' };
}

const hasThinking = ({ content }: Message): boolean =>
  content.some(({ type }) => type === 'thinking' || type === 'redacted_thinking');
