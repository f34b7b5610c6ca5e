import { useEffect, useRef, useState } from 'react';
import { readBatch } from './records';
import type { Batch, LiveRecord, SignalId } from './records';
import { ApiError } from '../../lib/api';
import type { Parameters } from '../../lib/api';
import { readEvents } from '../../lib/events';
import { formatDuration } from '../../lib/format';

/** What is kept at most: older records leave at the end of the list. */
export const kept = 5000;

const firstWait = 500;
const longestWait = 15_000;

export type LiveState = {
  records: LiveRecord[];
  /** How many have come since the page was opened, those that have left the list included. */
  received: number;
  /** Whether more arrived than the server shows. */
  overflow: boolean;
  connection: 'connecting' | 'open' | 'lost';
  error: Error | undefined;
};

const empty: LiveState = { records: [], received: 0, overflow: false, connection: 'connecting', error: undefined };

/** Follows the stream, and connects again after a break, ever more slowly. Paused, it stays connected to nothing. */
export function useLive(tenant: string, signals: SignalId[], service: string, derived: boolean, paused: boolean) {
  const [state, setState] = useState(empty);
  const wanted = signals.join(',');
  const asked = useRef('');

  useEffect(() => {
    const question = `${tenant}\n${wanted}\n${service}\n${derived}`;
    if (asked.current !== question) setState(empty);
    asked.current = question;
    if (paused || wanted === '') return undefined;
    const stop = new AbortController();
    void follow({ signals: wanted, service: service || undefined, derived: derived ? 1 : undefined }, stop.signal, setState);
    return () => stop.abort();
  }, [tenant, wanted, service, derived, paused]);

  return { ...state, clear: () => setState((old) => ({ ...old, records: [], received: 0 })) };
}

type Change = (change: (old: LiveState) => LiveState) => void;

async function follow(wanted: Parameters, signal: AbortSignal, change: Change): Promise<void> {
  let wait = firstWait;
  while (!signal.aborted) {
    change((old) => ({ ...old, connection: old.connection === 'open' ? 'connecting' : old.connection }));
    try {
      await readEvents('/api/vault/live', wanted, signal, () => {
        wait = firstWait;
        change((old) => ({ ...old, connection: 'open', error: undefined }));
      }, (data) => change((old) => append(old, JSON.parse(data) as Batch)));
    } catch (error) {
      if (signal.aborted) return;
      const known = error instanceof Error ? error : new Error(String(error));
      change((old) => ({ ...old, connection: 'lost', error: known }));
      if (known instanceof ApiError && known.status >= 400 && known.status < 500 && known.status !== 429) return;
    }
    await pause(wait, signal);
    wait = Math.min(longestWait, wait * 2);
  }
}

function append(old: LiveState, batch: Batch): LiveState {
  const fresh = readBatch(batch, formatDuration);
  return { ...old, records: [...fresh, ...old.records].slice(0, kept), received: old.received + fresh.length, overflow: batch.dropped > 0 };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
