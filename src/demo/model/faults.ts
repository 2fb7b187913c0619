/** One thing that goes wrong, on the wire or in the answer. */
export type Fault =
  /** An HTTP error instead of an answer: 400, 401, 402, 403, 404, 413, 429, 500, 529 and whatever else. */
  | { kind: 'status'; status: number; type?: string; message?: string; headers?: Record<string, string> }
  /** An HTML page with this status, as a proxy sends it. */
  | { kind: 'proxy_error'; status: number }
  /** The connection is dropped: before any header, or in the middle of the last block. */
  | { kind: 'reset'; when: 'before_headers' | 'mid_stream' }
  /** `event: error` in the middle of the last block. */
  | { kind: 'error_event'; type?: string; message?: string }
  /** Nothing more comes after the middle of the last block; with `pings`, only pings. */
  | { kind: 'stall'; pings: boolean }
  /** The request is taken, and no header ever comes. */
  | { kind: 'silence' }
  /** The stream ends properly, but without `message_stop`. */
  | { kind: 'end_of_stream' }
  /** The last tool call's input is no JSON. */
  | { kind: 'bad_tool_json' }
  /** The answer is cut in the middle of its last block. */
  | { kind: 'max_tokens' }
  | { kind: 'context_window' }
  | { kind: 'refusal'; category?: 'cyber' | 'bio' | 'frontier_llm' | 'reasoning_extraction' | 'general_harms' }
  /** The answer stops before its tool calls and wants to be sent back unchanged. */
  | { kind: 'pause_turn' }
  /** The answer ends the turn without its tool calls; with `empty`, without anything. */
  | { kind: 'end_turn'; empty: boolean }
  /** The answer is this, whatever the API would say: as a gateway in front of some other model does. */
  | { kind: 'says'; content?: readonly object[]; stopReason?: string | null; usage?: unknown };

/** When a fault happens. Everything left out matches everything. */
export interface FaultRule {
  /** A part of the first user message. */
  conversation?: string;
  /** The request's step: 1 plus the number of answers in the conversation. */
  step?: number;
  /** How often; 1 when left out. */
  times?: number;
  fault: Fault;
}

/** The words of the API for a status. */
const TYPES: Record<number, [type: string, message: string]> = {
  400: ['invalid_request_error', 'The request is not valid.'],
  401: ['authentication_error', 'invalid x-api-key'],
  402: ['billing_error', 'There is a problem with your billing or payment information.'],
  403: ['permission_error', 'Your API key does not have permission to use the specified resource.'],
  404: ['not_found_error', 'The requested resource was not found.'],
  413: ['request_too_large', 'Request exceeds the maximum allowed number of bytes.'],
  429: ['rate_limit_error', 'This request would exceed your rate limit. Please try again later.'],
  500: ['api_error', 'Internal server error'],
  529: ['overloaded_error', 'Overloaded'],
};
/** Error type and message of an HTTP status, as the API words them. */
export const wordsOf = (status: number): [type: string, message: string] =>
  TYPES[status] ?? ['api_error', 'Unexpected error'];

/** Faults that are left to happen; rules are used up in their order. */
export function createFaultPlan(rules: readonly FaultRule[]) {
  const plan = rules.map((rule) => ({ rule, left: rule.times ?? 1 }));
  return {
    add: (rule: FaultRule) => plan.push({ rule, left: rule.times ?? 1 }),
    /** The fault of this request, counted as used. */
    take(conversation: string, step: number): Fault | null {
      const due = plan.find(
        ({ rule, left }) =>
          left > 0 &&
          (rule.step === undefined || rule.step === step) &&
          (rule.conversation === undefined || conversation.includes(rule.conversation)),
      );
      if (!due) return null;
      due.left -= 1;
      return due.rule.fault;
    },
  };
}
