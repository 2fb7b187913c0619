import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RawBlock } from '../../../../shared/events.ts';
import type { Message } from '../model.ts';

/** What can go wrong with one request, as the wire shows it. */
export const FAULTS = [
  '429 with retry-after',
  '429',
  '500',
  '529',
  'error event',
  'stall',
  'pings only',
  'reset',
  'early end',
  'bad tool JSON',
  'cut at max_tokens',
  'wrong key',
  'credit exhausted',
] as const;
export type Fault = (typeof FAULTS)[number] | 'reset after message_stop' | 'hang after message_stop';

export interface Reply {
  content: RawBlock[];
  stopReason: string;
  fault?: Fault | undefined;
  /** Instead of `WIRE_USAGE`. */
  usage?: typeof WIRE_USAGE | undefined;
}
export interface SeenRequest {
  messages: Message[];
  max_tokens: number;
  system: RawBlock[];
  tools: RawBlock[];
  stream: boolean;
  headers: http.IncomingHttpHeaders;
  [field: string]: unknown;
}

/** Each answer of the server reports this usage, in a first guess and in final totals. */
export const WIRE_USAGE = {
  input_tokens: 100,
  cache_creation_input_tokens: 40,
  cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 10 },
  cache_read_input_tokens: 1000,
  output_tokens: 50,
  output_tokens_details: { thinking_tokens: 20 },
};

/** A loopback server that speaks the streaming Messages API and fails on demand. */
export async function startMessagesServer(reply: (request: SeenRequest, index: number) => Reply) {
  const requests: SeenRequest[] = [];
  const server = http.createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const seen = { ...(JSON.parse(text) as SeenRequest), headers: request.headers };
      requests.push(seen);
      send(response, { ...reply(seen, requests.length - 1), streams: seen.stream }, requests.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function send(response: http.ServerResponse, reply: Reply & { streams: boolean }, index: number): void {
  const refuse = (status: number, type: string, message: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': `req_${index}`, ...headers });
    response.end(JSON.stringify({ type: 'error', error: { type, message } }));
  };
  const refused = reply.fault === undefined ? undefined : REFUSALS[reply.fault];
  if (refused) refuse(...refused);
  else if (!reply.streams && reply.fault === 'stall') return;
  else if (!reply.streams) {
    response.writeHead(200, { 'content-type': 'application/json', 'request-id': `req_${index}` });
    response.end(
      JSON.stringify({ type: 'message', content: [], stop_reason: 'max_tokens', usage: reply.usage ?? WIRE_USAGE }),
    );
  } else stream(response, reply, index);
}

type Refusal = [status: number, type: string, message: string, headers?: Record<string, string>];
const REFUSALS: Partial<Record<Fault, Refusal>> = {
  '429 with retry-after': [429, 'rate_limit_error', 'Slow down', { 'retry-after': '7' }],
  '429': [429, 'rate_limit_error', 'Slow down'],
  '500': [500, 'api_error', 'Internal server error'],
  '529': [529, 'overloaded_error', 'Overloaded'],
  'wrong key': [401, 'authentication_error', 'invalid x-api-key'],
  'credit exhausted': [400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'],
};

/** Streams an answer, up to the point where its fault strikes. */
function stream(
  response: http.ServerResponse,
  { content, stopReason, fault, usage = WIRE_USAGE }: Reply,
  index: number,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'request-id': `req_${index}`,
    'anthropic-ratelimit-requests-remaining': String(1000 - index),
  });
  const event = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const message = { id: `msg_${index}`, type: 'message', role: 'assistant', model: 'scripted', content: [] };
  const guess = { ...usage, output_tokens: 1, output_tokens_details: null };
  event('message_start', { message: { ...message, stop_reason: null, stop_sequence: null, usage: guess } });
  event('ping', {});
  if (fault === 'pings only') {
    const timer = setInterval(() => event('ping', {}), 20);
    response.on('close', () => clearInterval(timer));
    return;
  }
  const last = content.length - 1;
  for (const [at, block] of content.entries()) {
    const cut = at === last && fault !== undefined && !fault.includes('message_stop');
    event('content_block_start', { index: at, content_block: emptied(block) });
    const [first = '', second = ''] = halves(block);
    event('content_block_delta', { index: at, delta: deltaOf(block, first) });
    if (cut && fault !== 'bad tool JSON' && fault !== 'cut at max_tokens') {
      breakOff(response, fault, event);
      return;
    }
    if (!cut) event('content_block_delta', { index: at, delta: deltaOf(block, second) });
    if (cut && fault === 'bad tool JSON') event('content_block_delta', { index: at, delta: deltaOf(block, '{]') });
    if (block.type === 'thinking') {
      event('content_block_delta', { index: at, delta: { type: 'signature_delta', signature: block.signature } });
    }
    event('content_block_stop', { index: at });
  }
  const stop = fault === 'cut at max_tokens' ? 'max_tokens' : stopReason;
  const { cache_creation: _split, ...totals } = WIRE_USAGE;
  event('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage: totals });
  event('message_stop', {});
  if (fault === 'reset after message_stop') setImmediate(() => response.destroy());
  else if (fault !== 'hang after message_stop') response.end();
}

function breakOff(response: http.ServerResponse, fault: Fault, event: (type: string, data: object) => unknown): void {
  switch (fault) {
    case 'error event':
      event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
      response.end();
      return;
    case 'early end':
      response.end();
      return;
    case 'reset':
      setImmediate(() => response.destroy());
      return;
    default:
    // A stall: nothing more comes, and the socket stays open.
  }
}

const textOf = (block: RawBlock): string => {
  if (block.type === 'tool_use') return JSON.stringify(block.input);
  return String(block.type === 'thinking' ? block.thinking : block.text);
};

function halves(block: RawBlock): [string, string] {
  const text = textOf(block);
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

function emptied(block: RawBlock): RawBlock {
  if (block.type === 'tool_use') return { ...block, input: {} };
  return block.type === 'thinking' ? { type: 'thinking', thinking: '', signature: '' } : { type: 'text', text: '' };
}

function deltaOf(block: RawBlock, text: string): object {
  if (block.type === 'tool_use') return { type: 'input_json_delta', partial_json: text };
  return block.type === 'thinking' ? { type: 'thinking_delta', thinking: text } : { type: 'text_delta', text };
}
