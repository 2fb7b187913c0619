const PROGRESS = /(Receiving objects|Resolving deltas):\s+(\d+)%/g;

/** Calls back with "Receiving objects 45 %" when the number changes. The remote's own words are not passed on. */
export function progressReader(onProgress: (text: string) => void): (chunk: string) => void {
  let last = '';
  return (chunk) => {
    const found = [...chunk.matchAll(PROGRESS)].at(-1);
    const text = found ? `${found[1]} ${found[2]} %` : last;
    if (text !== last) onProgress(text);
    last = text;
  };
}
