import { BaseAnthropic } from '@anthropic-ai/sdk/client';
import { isVendorHost } from '../../shared/request-capabilities.ts';

/** No answer that is read as a whole is larger. */
const MOST_BYTES = 20_000_000;

/** An answer of the API that was not read to its end. */
export class TooLargeAnswer extends Error {
  constructor(bytes: number) {
    super(`It was larger than ${Math.round(bytes / 1_000_000)} MB.`);
  }
}

/**
 * The one way to the Claude API, or to what speaks like it. Nothing of the environment gets into a request, and none is sent
 * on to another address: it holds a key and other people's code. Many gateways read `x-api-key` only, others the bearer alone,
 * so a foreign host gets the key in both.
 */
export function apiClient(options: {
  apiKey: string;
  anthropicUrl: string;
  maxRetries: number;
  /** Ms until the headers of an answer. */
  timeout: number;
  /** Where less than usual is enough. */
  mostBytes?: number;
}): BaseAnthropic {
  const { apiKey, anthropicUrl, maxRetries, timeout, mostBytes = MOST_BYTES } = options;
  // The SDK would add what a developer's shell says there, and offers no other way to be kept from it.
  delete process.env.ANTHROPIC_CUSTOM_HEADERS;
  return new BaseAnthropic({
    ...{ apiKey, baseURL: anthropicUrl, maxRetries, timeout, logLevel: 'off', openTelemetry: false },
    fetch: cappedFetch(mostBytes),
    ...(isVendorHost(anthropicUrl) ? {} : { defaultHeaders: { 'x-api-key': apiKey } }),
  });
}

/** A stream is read event by event by whoever asked for it; everything else only up to a size. */
const cappedFetch =
  (mostBytes: number): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual' });
    if (!response.body || isEventStream(response.headers)) return response;
    let bytes = 0;
    const capped = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          bytes += chunk.byteLength;
          if (bytes > mostBytes) controller.error(new TooLargeAnswer(mostBytes));
          else controller.enqueue(chunk);
        },
      }),
    );
    const { status, statusText, headers } = response;
    return new Response(capped, { status, statusText, headers });
  };

export const isEventStream = (headers: Headers): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true;
