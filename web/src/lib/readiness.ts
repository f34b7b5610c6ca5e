import { useEffect, useRef, useSyncExternalStore } from 'react';

/** Whether the server and its store answer. */
export type Readiness = {
  state: 'asking' | 'good' | 'bad';
  /** Who is silent, in words; empty while all is well. */
  fault: string;
  /** Milliseconds since 1970 of the last good answer; undefined before the first. */
  lastGood: number | undefined;
  /** How often all became well again since the page was opened. */
  recoveries: number;
};

const goodInterval = 5000;

/** How often it is asked while nobody answers. */
export const badInterval = 2000;

// A store under load may take a second for its smallest query; more means that people wait.
const patience = 4000;

let current: Readiness = { state: 'asking', fault: '', lastGood: undefined, recoveries: 0 };
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let asking = false;

/** Asks at once instead of at the next turn: called when a request fails or takes long. */
export function doubt(): void {
  if (listeners.size === 0 || asking) return;
  clearTimeout(timer);
  void turn();
}

export const useReadiness = (): Readiness => useSyncExternalStore(subscribe, () => current);

/** Calls back each time all is well again, so that what failed or hangs can be asked anew. */
export function useOnRecovery(call: () => void): void {
  const { recoveries } = useReadiness();
  const newest = useRef(call);
  newest.current = call;
  const known = useRef(recoveries);
  useEffect(() => {
    if (known.current !== recoveries) newest.current();
    known.current = recoveries;
  }, [recoveries]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', doubt);
    doubt();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener('visibilitychange', doubt);
    clearTimeout(timer);
  };
}

async function turn(): Promise<void> {
  // Nobody looks, and all was well: that can wait until somebody does.
  if (document.hidden && current.state === 'good') return next(goodInterval);
  asking = true;
  const fault = await findFault();
  asking = false;
  const good = fault === '';
  current = {
    state: good ? 'good' : 'bad', fault, lastGood: good ? Date.now() : current.lastGood,
    recoveries: current.recoveries + Number(good && current.state === 'bad'),
  };
  for (const listener of listeners) listener();
  next(good ? goodInterval : badInterval);
}

function next(wait: number): void {
  if (listeners.size > 0) timer = setTimeout(() => void turn(), wait);
}

/** Empty when both answer. The server tells of its store; when it is silent about that, whether it is there itself. */
async function findFault(): Promise<string> {
  try {
    const answer = await fetch('/-/ready', { signal: AbortSignal.timeout(patience) });
    return answer.ok ? '' : 'The store does not answer';
  } catch {
    // No answer in time: the server asks a store that hangs, or is away.
  }
  try {
    return (await fetch('/-/healthy', { signal: AbortSignal.timeout(patience) })).ok ? 'The store does not answer' : 'The server does not answer';
  } catch {
    return 'The server does not answer';
  }
}
