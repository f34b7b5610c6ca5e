import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogLine } from './api';
import type { Language } from './question';
import { ApiError } from '../../lib/api';
import type { LogTailResponse } from '../../lib/api.generated';
import { readEvents } from '../../lib/events';
import { useTenant } from '../../lib/tenant';

/** Lines kept; when there are more the older half of what is too much leaves. */
export const kept = 10_000;

const firstWait = 500;
const longestWait = 15_000;

export type Tail = {
  lines: LogLine[];
  /** How many have left the list: the number of the first line of it. */
  gone: number;
  /** Lines that came while paused. */
  waiting: number;
  /** Lines nobody will see: they came faster than they could be shown. */
  dropped: number;
  connection: 'connecting' | 'open' | 'lost';
  error: Error | undefined;
};

const nothing: Tail = { lines: [], gone: 0, waiting: 0, dropped: 0, connection: 'connecting', error: undefined };

/** Follows a query; connects again after a break, ever more slowly. Paused, lines are gathered and come when it goes on. */
export function useTail(language: Language, q: string, paused: boolean) {
  const [tenant] = useTenant();
  const [tail, setTail] = useState(nothing);
  const held = useRef<LogLine[]>([]);
  const pausedNow = useRef(paused);

  const add = useCallback((lines: LogLine[], dropped: number) => {
    if (pausedNow.current) {
      held.current.push(...lines);
      const lost = Math.max(0, held.current.length - kept);
      held.current.splice(0, lost);
      setTail((old) => ({ ...old, waiting: held.current.length, dropped: old.dropped + dropped + lost }));
      return;
    }
    setTail((old) => {
      const all = [...old.lines, ...lines];
      const tooMany = all.length > kept ? all.length - kept / 2 : 0;
      return { ...old, lines: tooMany > 0 ? all.slice(tooMany) : all, gone: old.gone + tooMany, waiting: 0, dropped: old.dropped + dropped };
    });
  }, []);

  useEffect(() => {
    pausedNow.current = paused;
    if (paused || held.current.length === 0) return;
    add(held.current.splice(0), 0);
  }, [paused, add]);

  useEffect(() => {
    held.current = [];
    setTail(nothing);
    const stop = new AbortController();
    void follow({ language, q }, stop.signal, add, setTail);
    return () => stop.abort();
  }, [tenant, language, q, add]);

  return { ...tail, clear: () => setTail((old) => ({ ...old, gone: old.gone + old.lines.length, lines: [], dropped: 0 })) };
}

async function follow(parameters: { language: string; q: string }, signal: AbortSignal, add: (lines: LogLine[], dropped: number) => void, change: (apply: (old: Tail) => Tail) => void) {
  let wait = firstWait;
  while (!signal.aborted) {
    try {
      await readEvents('/api/vault/logs/tail', parameters, signal, () => {
        wait = firstWait;
        change((old) => ({ ...old, connection: 'open', error: undefined }));
      }, (data) => {
        const batch = JSON.parse(data) as LogTailResponse;
        add(batch.lines, batch.dropped);
      });
    } catch (error) {
      if (signal.aborted) return;
      change((old) => ({ ...old, error: error as Error }));
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) {
        change((old) => ({ ...old, connection: 'lost' }));
        return;
      }
    }
    if (signal.aborted) return;
    change((old) => ({ ...old, connection: 'lost' }));
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(longestWait, wait * 2);
  }
}
