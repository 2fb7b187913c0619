import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';
/** What a whole suite needs at most, several times over. */
const ROOM_BYTES = 6e9;

/**
 * A folder in memory for what tests write, because thousands of syncs of a disk are most of their time. Where there is no
 * room for it, or nothing may be executed there (containers), or somebody chose a TMPDIR, everything stays as it is.
 * @returns {{ environment: Record<string, string>, remove: () => void }}
 */
export function openMemoryFolder() {
  const nothing = { environment: {}, remove: () => {} };
  if (process.env.TMPDIR || os.freemem() < 2 * ROOM_BYTES) return nothing;
  let folder;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ROOM_BYTES) return nothing;
    folder = mkdtempSync(path.join(MEMORY, 'cody-batch-tests-'));
    // Some tests start the app as somebody else.
    chmodSync(folder, 0o755);
    const probe = path.join(folder, 'probe');
    writeFileSync(probe, '#!/bin/sh\n', { mode: 0o755 });
    execFileSync(probe);
    rmSync(probe);
  } catch {
    if (folder) rmSync(folder, { recursive: true, force: true });
    return nothing;
  }
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return { environment: { TMPDIR: folder }, remove };
}
