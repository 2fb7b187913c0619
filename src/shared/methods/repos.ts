import { z } from 'zod';
import { Preflight, RepoRef } from '../repo.ts';
import { method } from './method.ts';

/** Repositories, before there is a job. */
export const REPOS_METHODS = {
  'repos.preflight': method(z.object({ repos: z.array(RepoRef).max(2000) }), z.array(Preflight)),
  /** The hosts behind names of the person's ssh configuration, for a list that is about to be read. */
  'repos.sshHosts': method(z.object({ names: z.array(z.string()).max(60) }), z.record(z.string(), z.string())),
  /** Paths dropped on the window: the text of each file, as it was written; the folders are lines of one more text. */
  'repos.readDropped': method(
    z.object({ paths: z.array(z.string()).max(2000) }),
    z.object({ texts: z.array(z.object({ name: z.string(), text: z.string() })), problems: z.array(z.string()) }),
  ),
} as const;
