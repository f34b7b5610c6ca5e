import { useCallback, useEffect, useRef, useState } from 'react';
import { fetchPage } from './api';
import type { LogLine, Order } from './api';
import type { Question } from './question';

const pageSize = 300;

/** Pages kept on each side of what is in sight; others are asked for again when one scrolls back, so that memory stays small. */
const near = 20;

type Page = { cursor: string | undefined; begin: number; count: number; lines: LogLine[] | undefined };

export type LineList = {
  count: number;
  /** The line at a place; undefined while it is being fetched. */
  at: (index: number) => LogLine | undefined;
  hasMore: boolean;
  /** Tells which places are in sight. */
  show: (first: number, last: number) => void;
};

type Answers = { question: Question; order: Order; pages: Page[]; next: string | undefined };

/** The lines of a question, page by page as they come into sight. Those of the question before stay until the first page of the new one is there. */
export function useLinePages(question: Question, order: Order, enabled: boolean) {
  const answers = useRef<Answers>(undefined);
  const [state, setState] = useState<{ version: number; error: Error | undefined; loading: boolean }>({ version: 0, error: undefined, loading: true });
  const running = useRef(new Map<string, AbortController>());

  const fetchOnce = useCallback(async (key: string, run: (signal: AbortSignal) => Promise<void>) => {
    if (running.current.has(key)) return;
    const stop = new AbortController();
    running.current.set(key, stop);
    try {
      await run(stop.signal);
      setState((old) => ({ version: old.version + 1, error: undefined, loading: false }));
    } catch (error) {
      if (!stop.signal.aborted) setState((old) => ({ ...old, error: error as Error, loading: false }));
    } finally {
      if (running.current.get(key) === stop) running.current.delete(key);
    }
  }, []);

  useEffect(() => {
    const calls = running.current;
    if (!enabled) return undefined;
    setState((old) => ({ ...old, loading: true }));
    void fetchOnce('first', async (signal) => {
      const page = await fetchPage(question, order, pageSize, undefined, signal);
      answers.current = { question, order, pages: [{ cursor: undefined, begin: 0, count: page.lines.length, lines: page.lines }], next: page.cursor ?? undefined };
    });
    return () => {
      for (const stop of calls.values()) stop.abort();
      calls.clear();
    };
  }, [question, order, enabled, fetchOnce]);

  const show = useCallback((first: number, last: number) => {
    const now = answers.current;
    if (!now) return;
    const place = Math.max(0, now.pages.findIndex((page) => page.begin + page.count > first));
    now.pages.forEach((page, index) => {
      if (Math.abs(index - place) > near) page.lines = undefined;
      else if (page.lines === undefined && page.begin <= last + pageSize && page.begin + page.count >= first - pageSize) {
        void fetchOnce(`page ${index}`, async (signal) => {
          page.lines = (await fetchPage(now.question, now.order, pageSize, page.cursor, signal)).lines;
        });
      }
    });
    const total = countOf(now);
    if (now.next !== undefined && last >= total - pageSize / 2) {
      const cursor = now.next;
      void fetchOnce('next', async (signal) => {
        const page = await fetchPage(now.question, now.order, pageSize, cursor, signal);
        if (now.next !== cursor) return;
        now.pages.push({ cursor, begin: total, count: page.lines.length, lines: page.lines });
        now.next = page.cursor ?? undefined;
      });
    }
  }, [fetchOnce]);

  const at = useCallback((index: number) => {
    const page = answers.current?.pages.findLast((each) => each.begin <= index);
    return page?.lines?.[index - page.begin];
  }, []);
  const now = answers.current;
  const list: LineList | undefined = now && { count: countOf(now), at, hasMore: now.next !== undefined, show };
  return { list, error: state.error, loading: state.loading, version: state.version, answered: now?.question };
}

function countOf({ pages }: Answers): number {
  const last = pages.at(-1);
  return last ? last.begin + last.count : 0;
}
