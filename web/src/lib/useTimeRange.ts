import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { absoluteRange, defaultRange, parseMoment, refreshIntervals, refreshMilliseconds, resolveRange } from './timeRange';
import type { RefreshInterval, TimeRange } from './timeRange';

/** The time range of the page. It stands in the address (`from`, `to`, `refresh`), so links and the back button keep it. */
export function useTimeRange(fallback: TimeRange = defaultRange) {
  const [search, setSearch] = useSearchParams();
  const from = validMoment(search.get('from')) ?? fallback.from;
  const to = validMoment(search.get('to')) ?? fallback.to;
  const range = useMemo<TimeRange>(() => ({ from, to }), [from, to]);
  const refresh = refreshIntervals.find((interval) => interval === search.get('refresh')) ?? 'off';

  const setRange = useCallback(
    (next: TimeRange) => setSearch((old) => withValues(old, { from: next.from, to: next.to })),
    [setSearch],
  );
  const setRefresh = useCallback(
    (next: RefreshInterval) => setSearch((old) => withValues(old, { refresh: next === 'off' ? null : next }), { replace: true }),
    [setSearch],
  );
  /** Moves by parts of its own length, or grows around its middle. */
  const shift = useCallback(
    (startBy: number, endBy: number) => {
      const { fromMs, toMs } = resolveRange(range, Date.now());
      const length = toMs - fromMs;
      setRange(absoluteRange(fromMs + startBy * length, toMs + endBy * length));
    },
    [range, setRange],
  );
  return { range, setRange, shift, refresh, setRefresh, refetchInterval: refreshMilliseconds(refresh) };
}

function validMoment(text: string | null): string | undefined {
  return text !== null && parseMoment(text, Date.now()) !== undefined ? text : undefined;
}

function withValues(old: URLSearchParams, values: Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(old);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next;
}
