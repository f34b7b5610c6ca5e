/** Two moments as written in the address: `now`, `now-15m`, or RFC 3339. The server reads the same forms. */
export type TimeRange = { from: string; to: string };

export const defaultRange: TimeRange = { from: 'now-1h', to: 'now' };

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const unitNames: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };

export const quickRanges: TimeRange[] = ['5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', '2d', '7d', '30d', '90d'].map((span) => ({
  from: `now-${span}`,
  to: 'now',
}));

export const refreshIntervals = ['off', '5s', '10s', '30s', '1m', '5m'] as const;
export type RefreshInterval = (typeof refreshIntervals)[number];

/** Milliseconds since 1970, or undefined when the text names no moment. */
export function parseMoment(text: string, now: number): number | undefined {
  const relative = /^now(?:-(\d{1,9})([smhdw]))?$/.exec(text.trim());
  if (relative) return now - Number(relative[1] ?? 0) * (unitSeconds[relative[2] ?? 's'] ?? 0) * 1000;
  // Date.parse reads almost anything, years such as "5" too: ask for at least a full date.
  if (!/^\d{4}-\d{2}-\d{2}/.test(text.trim())) return undefined;
  const moment = Date.parse(text.trim());
  return Number.isNaN(moment) ? undefined : moment;
}

export function isRelative(range: TimeRange): boolean {
  return range.from.startsWith('now') && range.to.startsWith('now');
}

/** The moments a range means now; a range that cannot be read means the default one. */
export function resolveRange(range: TimeRange, now: number): { fromMs: number; toMs: number } {
  const fromMs = parseMoment(range.from, now);
  const toMs = parseMoment(range.to, now);
  return fromMs !== undefined && toMs !== undefined && fromMs < toMs ? { fromMs, toMs } : resolveRange(defaultRange, now);
}

export function absoluteRange(fromMs: number, toMs: number): TimeRange {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** What people call it: "Last 15 minutes", or both moments. */
export function rangeLabel(range: TimeRange, moment: (ms: number) => string): string {
  const last = /^now-(\d+)([smhdw])$/.exec(range.from);
  if (last && range.to === 'now') {
    const [, amount, unit] = last;
    return amount === '1' ? `Last ${unitNames[unit ?? '']}` : `Last ${amount} ${unitNames[unit ?? '']}s`;
  }
  const text = (end: string) => (end.startsWith('now') ? end : moment(parseMoment(end, 0) ?? 0));
  return `${text(range.from)} – ${text(range.to)}`;
}

export function refreshMilliseconds(interval: RefreshInterval): number | false {
  if (interval === 'off') return false;
  return Number(interval.slice(0, -1)) * (unitSeconds[interval.slice(-1)] ?? 1) * 1000;
}
