import path from 'node:path';
import { CHECKOUT } from '../../shared/checkout.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';

/**
 * Where a command finds its folders. A person works in a short path without blanks, and so do scripts: Makefiles, unquoted
 * variables and the paths of sockets break elsewhere, and that would be called the repository's fault.
 */
export interface Places {
  clone: string;
  home: string;
  temporary: string;
  cache: string;
}

const IN_SANDBOX: Places = { clone: CHECKOUT, home: '/home/sandbox', temporary: '/tmp', cache: '/cache' };

type Folders = Pick<SandboxPolicy, 'tempPath' | 'cachePath' | 'clonePath'>;

/** The private home of a run's commands, on disk. */
export const homeOf = (policy: Pick<SandboxPolicy, 'tempPath'>): string => path.join(policy.tempPath, 'home');
/** What `/tmp` is for a run's commands, on disk. */
export const temporaryOf = (policy: Pick<SandboxPolicy, 'tempPath'>): string => path.join(policy.tempPath, 'tmp');

/** The folders of a policy on disk. */
export const placesOnDisk = (policy: Folders): Places => ({
  clone: policy.clonePath,
  home: homeOf(policy),
  temporary: temporaryOf(policy),
  cache: policy.cachePath,
});

/**
 * The same folders as a command of this policy sees them: only bubblewrap can put a folder under another name. Every path
 * that is said to a command comes from here.
 */
export const placesFor = (
  policy: Folders & Pick<SandboxPolicy, 'mode'>,
  platform: NodeJS.Platform = process.platform,
): Places => (policy.mode === 'sandboxed' && platform === 'linux' ? IN_SANDBOX : placesOnDisk(policy));
