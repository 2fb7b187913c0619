import { promptTokens, type Usage } from '../../shared/usage.ts';
import {
  formatCount,
  formatDuration,
  formatDurationShort,
  formatExact,
  formatMoney,
  formatRelative,
  formatTokens,
} from './format.ts';
import { Tooltip } from './Tooltip.tsx';
import { useNow } from './use-now.ts';

export const Money = ({ dollars }: { dollars: number }) => <span>{formatMoney(dollars)}</span>;

/** A stretch of time; `short` keeps only its largest unit and gives the rest on hover. */
export const Duration = ({ ms, short = false }: { ms: number; short?: boolean }) =>
  short ? <span title={formatDuration(ms)}>{formatDurationShort(ms)}</span> : <span>{formatDuration(ms)}</span>;

/** "5 min ago", with the exact moment on hover. */
export function RelativeTime({ at }: { at: number }) {
  const now = useNow('minute');
  return (
    <Tooltip text={formatExact(at)}>
      <time dateTime={new Date(at).toISOString()}>{formatRelative(at, now)}</time>
    </Tooltip>
  );
}

/** All tokens in one number, by kind on hover. */
export function Tokens({ usage }: { usage: Usage }) {
  const kinds: [string, number][] = [
    ['fresh', usage.fresh],
    ['cache written', usage.cacheWrite5m + usage.cacheWrite1h],
    ['cache read', usage.cacheRead],
    ['output', usage.output],
    ['of it thinking', usage.thinking],
  ];
  return (
    <Tooltip text={kinds.map(([kind, count]) => `${kind} ${formatCount(count)}`).join('\n')}>
      <span>{formatTokens(promptTokens(usage) + usage.output)}</span>
    </Tooltip>
  );
}
