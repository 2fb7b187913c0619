/** The line of the new file at which its first change stands, counted from 1; 1 when there is no diff. */
export function firstChangedLine(patch: string | null): number {
  const head = patch === null ? null : /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@.*\n/m.exec(patch);
  if (!head || patch === null) return 1;
  const unchanged = /^(?: .*\n)*/.exec(patch.slice(head.index + head[0].length))?.[0] ?? '';
  return Math.max(1, Number(head[1]) + unchanged.split('\n').length - 1);
}
