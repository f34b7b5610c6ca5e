import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useOnRecovery } from '../../lib/readiness';
import { resolveRange } from '../../lib/timeRange';
import { useTimeRange } from '../../lib/useTimeRange';

export type Language = 'search' | 'logql';

/** A query and the moments it was asked for: all parts of the page ask for the same ones. */
export type Question = { language: Language; q: string; fromMs: number; toMs: number };

/** What a query of LogQL must at least have; every stream has the label. */
export const everything = '{service_name=~".+"}';

export const defaultQuery = (language: Language): string => (language === 'logql' ? everything : '');

/** What one can ask for at once; what is absent stays. */
export type Asked = { language?: Language; q?: string; columns?: string[]; view?: string };

const fallbacks: Record<string, string> = { language: 'search', columns: 'service', view: 'lines' };

/** The question of the page, which stands in the address, and ways to change it. */
export function useQuestion() {
  const [search, setSearch] = useSearchParams();
  const { range, setRange, refetchInterval } = useTimeRange();
  const [round, setRound] = useState(0);
  const language: Language = search.get('language') === 'logql' ? 'logql' : 'search';
  const q = search.get('q') || defaultQuery(language);

  const question = useMemo<Question>(() => ({ language, q, ...resolveRange(range, Date.now()) }),
    // A further round asks for the present anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [language, q, range, round]);
  const ask = useCallback((next: Asked) => setSearch((old) => {
    const address = new URLSearchParams(old);
    const values: Record<string, string | undefined> = { language: next.language, q: next.q, columns: next.columns?.join(','), view: next.view };
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      if (value.trim() === '' || value === fallbacks[name]) address.delete(name);
      else address.set(name, value);
    }
    return address;
  }), [setSearch]);
  const refresh = useCallback(() => setRound((old) => old + 1), []);

  useOnRecovery(refresh);
  useEffect(() => {
    if (refetchInterval === false) return undefined;
    const timer = setInterval(refresh, refetchInterval);
    return () => clearInterval(timer);
  }, [refetchInterval, refresh]);
  return { question, ask, refresh, setRange };
}
