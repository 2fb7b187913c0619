/** An answer that may be asked for again with its ETag. */
interface KnownAnswer {
  /** A host's ETags differ by token, and so may its answers. */
  token: string | null;
  etag: string;
  data: unknown;
  headers: Readonly<Record<string, unknown>>;
}

export interface KnownAnswers {
  /** The last answer to this question that this very token got. */
  find(question: string, token: string | null): KnownAnswer | undefined;
  keep(question: string, answer: KnownAnswer): void;
}

/** More repositories than one list has; one answer takes about 2 kB. */
const MOST_ANSWERS = 2_000;

export function createKnownAnswers(most = MOST_ANSWERS): KnownAnswers {
  const known = new Map<string, KnownAnswer>();
  return {
    find(question, token) {
      const answer = known.get(question);
      return answer?.token === token ? answer : undefined;
    },
    keep(question, answer) {
      known.delete(question);
      known.set(question, answer);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
    },
  };
}
