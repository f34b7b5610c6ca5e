import { keepPreviousData, useQueries as useFetches } from '@tanstack/react-query';
import { windowOf } from './step';
import { letter } from './useQueries';
import type { QueryLine } from './useQueries';
import type { Window } from './api';
import { useTenant } from '../../lib/tenant';
import { useTimeRange } from '../../lib/useTimeRange';

export type ViewProps = { lines: QueryLine[]; step: string };

/** What became of one query. */
export type Outcome<T> = { letter: string; text: string; answer: T | undefined; window: Window | undefined; error: Error | null; loading: boolean };

/** Asks every shown query the same question; what was there stays until the new answer comes. */
export function useResults<T>(kind: string, { lines, step }: ViewProps, fetch: (query: string, window: Window, signal: AbortSignal) => Promise<T>): Outcome<T>[] {
  const { range, refetchInterval } = useTimeRange();
  const [tenant] = useTenant();
  const shown = lines.map((line, index) => ({ ...line, letter: letter(index) })).filter((line) => !line.hidden && line.text.trim() !== '');
  const results = useFetches({
    queries: shown.map(({ text }) => ({
      queryKey: ['promql', kind, tenant, text, range, step],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const window = windowOf(range, step, Date.now());
        return { window, answer: await fetch(text, window, signal) };
      },
      placeholderData: keepPreviousData,
      refetchInterval,
      retry: false,
    })),
  });
  return shown.map(({ letter: name, text }, index) => {
    const result = results[index];
    return {
      letter: name, text, answer: result?.data?.answer, window: result?.data?.window, error: result?.error ?? null, loading: result?.isFetching ?? true,
    };
  });
}
