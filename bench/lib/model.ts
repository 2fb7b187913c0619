import path from 'node:path';
import type { ModelRequestRecord } from '../../src/demo/model-server.ts';
import { startChild } from './child.ts';

/** A scripted model with an empty prompt cache. */
export interface Model {
  url: string;
  /** The requests that it answered so far, oldest first. Throws when it refused one: the figures would mean nothing. */
  requests(): Promise<AnsweredRequest[]>;
  stop(): Promise<void>;
}

export type AnsweredRequest = ModelRequestRecord & { endedMs: number; usage: NonNullable<ModelRequestRecord['usage']> };

/** Starts a model server in a process of its own, whose sessions take `steps` requests each. */
export async function startModel(root: string, steps: number): Promise<Model> {
  const child = startChild(process.execPath, [path.join(root, 'bench/model/entry.ts'), String(steps)]);
  const { url } = await child.next<{ url: string }>();
  return {
    url,
    async requests() {
      const { journal } = await child.ask<{ journal: ModelRequestRecord[] }>('journal');
      const posts = journal.filter(({ path: asked }) => asked === '/v1/messages');
      return posts.map((record) => {
        const { endedMs, usage, status, error } = record;
        if (status !== 200 || usage === null) throw new Error(`the model refused a request: ${status} ${error}`);
        // The last answer may be out before its connection says so.
        return { ...record, usage, endedMs: endedMs ?? Number.NaN };
      });
    },
    stop: () => child.stop(),
  };
}
