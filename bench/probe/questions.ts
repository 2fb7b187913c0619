import type { Block, Heard, ProbeApi } from './api.ts';
import {
  ANSWER_TOKENS,
  continued,
  filler,
  MARK,
  MODELS,
  NOTE,
  type Thought,
  text,
  think,
  thinkingBody,
} from './threads.ts';

export interface Found {
  answer: string;
  detail: string;
}

/** What is asked, and what the app does because it is not known. */
export interface Question {
  name: string;
  ask(context: Context): Promise<Found>;
}

export interface Context {
  api: ProbeApi;
  /** Differs from run to run. */
  salt: string;
  /** An answer that thinks and calls a tool; asked for once. */
  thought(): Promise<Thought>;
}

export function contextOf(api: ProbeApi, salt: string): Context {
  let thought: Promise<Thought> | null = null;
  return {
    api,
    salt,
    thought: () => {
      thought ??= think(api, salt);
      return thought;
    },
  };
}

const found = (answer: string, detail = ''): Found => ({ answer, detail });
const taken = (heard: Heard, detail = ''): Found =>
  heard.ok ? found('yes', detail) : found(`no (${heard.status})`, heard.words);
const cached = ({ read, written }: Heard): string => `${read} tokens read from the cache, ${written} written`;
const NO_THOUGHT = found('not seen', 'The answer held no thinking.');

/** Sends the thread with this as its one answer. */
const withAnswer = async (
  { api, thought }: Context,
  contentOf: (thought: Thought) => Block[] | null,
): Promise<Found> => {
  const one = await thought();
  const content = contentOf(one);
  if (content === null) return NO_THOUGHT;
  const thread = continued({ ...one, heard: { ...one.heard, body: { ...one.heard.body, content } } });
  const isCall = content.some(({ type }) => type === 'tool_use');
  const last = isCall ? thread.slice(2) : [{ role: 'user' as const, content: 'Go on.' }];
  return taken(await api.messages(thinkingBody({ messages: [...one.opening, ...thread.slice(1, 2), ...last] })));
};

const inPrefix = (content: readonly Block[]): boolean =>
  content.some((block, index) => block.type === 'text' && block.text === '' && content[index + 1]?.type === 'thinking');

export const QUESTIONS: readonly Question[] = [
  {
    name: 'May an earlier answer be thinking alone?',
    ask: (context) => withAnswer(context, ({ thinking }) => (thinking ? [thinking] : null)),
  },
  {
    name: 'May an earlier answer hold a text of white space before its call?',
    ask: (context) =>
      withAnswer(context, ({ thinking, call }) => (thinking && call ? [thinking, text('\n'), call] : null)),
  },
  {
    name: 'Is an empty text between two thinking blocks part of what they are bound to?',
    ask: async (context) => {
      const { heard } = await context.thought();
      if (!inPrefix(heard.body.content))
        return found('not seen', 'No answer of this run held an empty text before thinking.');
      return withAnswer(context, () =>
        heard.body.content.filter((block) => block.type !== 'text' || block.text !== ''),
      );
    },
  },
  {
    name: 'Do eager tool inputs, thinking and four cache marks go together, and does the input flow?',
    ask: async ({ api, salt }) => {
      const heard = await api.messages(
        thinkingBody({
          stream: true,
          max_tokens: 1500,
          tools: [{ ...NOTE, eager_input_streaming: true, cache_control: MARK }],
          system: [text('You keep notes.', { cache_control: MARK })],
          messages: [
            {
              role: 'user',
              content: [
                text(filler(600, `${salt}e`), { cache_control: MARK }),
                text('Call note once with the numbers from 1 to 150, one a line.', { cache_control: MARK }),
              ],
            },
          ],
        }),
      );
      return taken(heard, `${heard.pieces} pieces of input, longest silence ${heard.longestGapMs} ms`);
    },
  },
  {
    name: 'May a cache mark stand on an empty tool result?',
    ask: async ({ api, thought }) => {
      const one = await thought();
      if (!one.call) return found('not seen', 'The answer held no call.');
      return taken(await api.messages(thinkingBody({ messages: continued(one, '') })));
    },
  },
  {
    name: 'Does the cache hold when the header for context editing comes in the middle of a thread?',
    ask: async ({ api, thought }) => {
      const edits = [{ type: 'clear_tool_uses_20250919', trigger: { type: 'input_tokens', value: 400_000 } }];
      const body = thinkingBody({ messages: continued(await thought()), context_management: { edits } });
      const heard = await api.messages(body, { betas: ['context-management-2025-06-27'] });
      return heard.ok ? found(heard.read > 0 ? 'yes' : 'no', cached(heard)) : taken(heard);
    },
  },
  ...[MODELS.top, MODELS.main].map(
    (model): Question => ({
      name: `Does ${model} take a task budget?`,
      ask: async ({ api }) => {
        const output_config = { effort: 'low', task_budget: { type: 'tokens', total: 20_000 } };
        const messages = [{ role: 'user' as const, content: 'Say yes.' }];
        const body = { model, max_tokens: 200, output_config, messages };
        return taken(await api.messages(body, { betas: ['task-budgets-2026-03-13'] }));
      },
    }),
  ),
  {
    name: 'Does a request with max_tokens 0 and adaptive thinking keep the cache warm?',
    ask: async ({ api, thought }) => {
      const body = thinkingBody({ messages: continued(await thought()) });
      const warmed = await api.messages({ ...body, max_tokens: 0 });
      if (!warmed.ok) return taken(warmed);
      const next = await api.messages({ ...body, max_tokens: ANSWER_TOKENS });
      return found(next.read > 0 ? 'yes' : 'no', `the warming: ${cached(warmed)}; after it: ${cached(next)}`);
    },
  },
  ...[400, 600, 1100].map(
    (tokens): Question => ({
      name: `Does ${MODELS.top} cache a prefix of about ${tokens} tokens?`,
      ask: async ({ api, salt }) => {
        const content = [text(filler(tokens, `${salt}m${tokens}`), { cache_control: MARK }), text('Say yes.')];
        const heard = await api.messages({ model: MODELS.top, max_tokens: 16, messages: [{ role: 'user', content }] });
        return heard.ok ? found(heard.written + heard.read > 0 ? 'yes' : 'no', cached(heard)) : taken(heard);
      },
    }),
  ),
  {
    name: 'Is thinking whose prefix has changed refused, and is drop_block a way out?',
    ask: async ({ api, thought }) => {
      const one = await thought();
      if (!one.thinking) return NO_THOUGHT;
      const messages = continued({
        ...one,
        opening: [{ role: 'user', content: 'Another question: call note with 23.' }],
      });
      const plain = await api.messages(thinkingBody({ messages }));
      const thinking = { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } };
      const dropped = await api.messages(thinkingBody({ messages, thinking }), {
        betas: ['thinking-binding-controls-2026-08-01'],
      });
      const way = dropped.ok
        ? `drop_block: taken, ${JSON.stringify(dropped.body.input_transformations ?? null)}`
        : `drop_block: ${dropped.status} ${dropped.words}`;
      return found(
        plain.ok ? 'not refused' : `refused (${plain.status})`,
        `${plain.words} ${way}`.trim().slice(0, 400),
      );
    },
  },
  {
    name: 'May a system message change the effort in the middle of a thread, and does the cache hold?',
    ask: async ({ api, thought }) => {
      const change = { role: 'system' as const, content: [], output_config: { effort: 'low' } };
      const body = thinkingBody({ messages: [...continued(await thought()), change] });
      const heard = await api.messages(body, { betas: ['mid-conversation-output-config-2026-07-01'] });
      return taken(heard, cached(heard));
    },
  },
  {
    name: "Is fallbacks: 'default' taken?",
    ask: async ({ api }) => {
      const messages = [{ role: 'user' as const, content: 'Say yes.' }];
      const body = { model: MODELS.main, max_tokens: 200, fallbacks: 'default', messages };
      const heard = await api.messages(body, { betas: ['server-side-fallback-2026-07-01'] });
      return taken(heard, `answered by ${heard.body.model ?? 'nobody'}`);
    },
  },
  {
    name: 'Does diagnostics say why the cache was missed?',
    ask: async ({ api, thought }) => {
      const one = await thought();
      const diagnostics = { previous_message_id: one.heard.body.id ?? null };
      const heard = await api.messages(thinkingBody({ messages: continued(one), diagnostics }));
      return taken(heard, JSON.stringify(heard.body.diagnostics ?? null).slice(0, 200));
    },
  },
  {
    name: 'Are examples of a tool input taken?',
    ask: async ({ api }) => {
      const tools = [{ ...NOTE, input_examples: [{ text: 'an example' }] }];
      const messages = [{ role: 'user' as const, content: 'Say yes.' }];
      return taken(await api.messages({ model: MODELS.main, max_tokens: 200, tools, messages }));
    },
  },
  {
    name: `Does ${MODELS.small} judge with a schema and medium effort?`,
    ask: async ({ api }) => {
      const schema = {
        type: 'object',
        properties: { good: { type: 'boolean' } },
        required: ['good'],
        additionalProperties: false,
      };
      const output_config = { effort: 'medium', format: { type: 'json_schema', schema } };
      const messages = [{ role: 'user' as const, content: 'Is water wet?' }];
      return taken(await api.messages({ model: MODELS.small, max_tokens: ANSWER_TOKENS, output_config, messages }));
    },
  },
  {
    name: 'Is an empty message refused after the key was checked?',
    ask: async ({ api }) => {
      const empty = {} as Parameters<ProbeApi['messages']>[0];
      const right = await api.messages(empty);
      const wrong = await api.messages(empty, { auth: { authorization: 'Bearer sk-ant-api03-not-a-key' } });
      const proves = right.status === 400 && wrong.status === 401;
      return found(
        proves ? 'yes' : 'no',
        `${right.status} with the key (${right.body.error?.type ?? 'no type'}), ${wrong.status} with a wrong one`,
      );
    },
  },
  {
    name: 'Does the Models API tell limits and capabilities?',
    ask: async ({ api }) => {
      const heard = await api.get(`/v1/models/${MODELS.main}`);
      const { max_input_tokens, max_tokens, lifecycle } = heard.body;
      return taken(heard, `window ${max_input_tokens}, output ${max_tokens}, ${lifecycle}`);
    },
  },
];
