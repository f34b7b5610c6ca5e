import { useCallback, useEffect, useRef, useState } from 'react';
import { runSql } from './api';
import type { SqlQuestion, SqlResult } from './api';

export type RunState = { status: 'idle' | 'running' | 'done' | 'failed' | 'cancelled'; question?: SqlQuestion; result?: SqlResult; error?: Error };

/** One query at a time: a new one stops the one before. */
export function useRun(onDone: (question: SqlQuestion, result: SqlResult) => void) {
  const [state, setState] = useState<RunState>({ status: 'idle' });
  const running = useRef<AbortController>(null);
  const done = useRef(onDone);
  done.current = onDone;

  const run = useCallback(async (question: SqlQuestion) => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setState((old) => ({ status: 'running', question, result: old.result }));
    try {
      const result = await runSql(question, stop.signal);
      setState({ status: 'done', question, result });
      done.current(question, result);
    } catch (error) {
      // A newer query has the state by now.
      if (stop.signal.aborted && running.current !== stop) return;
      setState(stop.signal.aborted ? { status: 'cancelled', question } : { status: 'failed', question, error: error as Error });
    }
  }, []);
  const cancel = useCallback(() => running.current?.abort(), []);
  useEffect(() => cancel, [cancel]);
  return { state, run, cancel };
}
