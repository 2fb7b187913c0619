/** What the judge found of one change. */
interface Judgement {
  inScope: boolean;
  complete: boolean;
  safe: boolean;
  reasons: readonly string[];
}

/** What the judge objects to, a sentence each; empty when it agrees. An objection without a word is one, too. */
export function objectionsOf({ inScope, complete, safe, reasons }: Judgement): string[] {
  if (inScope && complete && safe) return [];
  if (reasons.length > 0) return [...reasons];
  return [
    ...(inScope ? [] : ['It changes more than was asked for.']),
    ...(complete ? [] : ['Something that was asked for is missing.']),
    ...(safe ? [] : ['It does not look safe.']),
  ];
}
