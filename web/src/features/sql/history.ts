import { useState } from 'react';
import { recall, remember } from '../../lib/storage';

const key = 'almagest.sql.history';
const longest = 100;

export type Run = { query: string; at: number; rows: number; elapsedMs: number };

/** The queries this browser ran, newest first, each once. */
export function useHistory() {
  const [runs, setRuns] = useState(() => recall(key, [], isRuns));
  const change = (next: Run[]) => {
    setRuns(next);
    remember(key, next);
  };
  return {
    runs,
    add: (run: Run) => change([run, ...runs.filter((old) => old.query !== run.query)].slice(0, longest)),
    clear: () => change([]),
  };
}

function isRuns(value: unknown): value is Run[] {
  return Array.isArray(value) && value.every((run: unknown) => typeof run === 'object' && run !== null && 'query' in run && 'at' in run && 'rows' in run);
}
