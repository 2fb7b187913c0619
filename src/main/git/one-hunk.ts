/**
 * One hunk of a file's patch as a patch of its own, which leaves name and mode of the file alone. Null when there is no
 * such hunk, '' never. A file that was added or removed has nothing but its one hunk: there, the whole patch. Pure.
 * @param patch of one file, as git writes it
 * @param hunk counted from 0
 */
export function oneHunk(patch: string, hunk: number): string | null {
  const [head = '', ...hunks] = patch.split(/(?<=\n)(?=@@ -)/);
  const wanted = hunks[hunk];
  if (wanted === undefined) return null;
  if (/^(new|deleted) file mode /m.test(head)) return patch;
  const after = /^\+\+\+ (.*)$/m.exec(head)?.[1];
  if (after === undefined) return null;
  // `b/name` or `"b/na\"me"`: the same name on both sides, so that a renamed file keeps its new one.
  const before = after.replace(/^("?)b\//, '$1a/');
  return `--- ${before}\n+++ ${after}\n${wanted}`;
}
