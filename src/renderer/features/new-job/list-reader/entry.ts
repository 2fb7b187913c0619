import { type ListOptions, parseRepoList } from '../../../../shared/repo-list.ts';

/** A thread of the window: a long list takes a second, and nobody can type meanwhile. */
self.onmessage = ({ data }: MessageEvent<{ texts: readonly string[]; options: ListOptions }>): void =>
  self.postMessage(data.texts.map((text) => parseRepoList(text, data.options)));
