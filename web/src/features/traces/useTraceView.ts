import { useEffect, useMemo, useState } from 'react';
import { at, isParent, placeOf, spanIdOf } from './model';
import type { Trace } from './model';
import { closeFrom, reveal, rowOf, visibleRows } from './rows';
import { readWindow, writeWindow } from './window';
import { useUrlText } from '../../lib/urlState';

const windowPauseMs = 250;

/** What is looked at in a trace: the chosen span and the part of its time stand in the address, what is folded does not. */
export function useTraceView(trace: Trace) {
  const [spanText, setSpanText] = useUrlText('span');
  const [zoomText, setZoomText] = useUrlText('zoom');
  const [closed, setClosed] = useState<Uint8Array>(() => new Uint8Array(trace.count));
  const selected = useMemo(() => (spanText === '' ? -1 : placeOf(trace, spanText)), [trace, spanText]);
  const [window, setWindow] = useState(() => readWindow(zoomText, trace.duration));
  const rows = useMemo(() => visibleRows(trace, closed), [trace, closed]);

  // Turning the wheel changes the part many times a second; the address follows when it rests.
  useEffect(() => {
    const text = writeWindow(window, trace.duration);
    if (text === zoomText) return undefined;
    const timer = setTimeout(() => setZoomText(text), windowPauseMs);
    return () => clearTimeout(timer);
  }, [window, trace, zoomText, setZoomText]);
  // A link to a span below a closed one, or a step to the next error, opens what hides it.
  useEffect(() => {
    if (selected >= 0) setClosed((old) => reveal(trace, old, selected));
  }, [trace, selected]);

  const toggle = (span: number) => setClosed((old) => {
    const next = old.slice();
    next[span] = old[span] === 1 ? 0 : 1;
    return next;
  });
  return {
    selected, rows, closed, window, setWindow, toggle,
    select: (span: number) => setSpanText(span < 0 ? '' : spanIdOf(trace, span)),
    row: rowOf(rows, selected),
    closeLevel: () => setClosed(closeFrom(trace, Math.max(0, (rows.some((span) => at(trace.depth, span) > 0) ? deepestShown(trace, rows) : 1) - 1))),
    openLevel: () => setClosed(closeFrom(trace, deepestShown(trace, rows) + 1)),
    closeAll: () => setClosed(closeFrom(trace, 0)),
    openAll: () => setClosed(new Uint8Array(trace.count)),
    canFold: (span: number) => span >= 0 && isParent(trace, span),
  };
}

const deepestShown = (trace: Trace, rows: Int32Array): number => rows.reduce((deepest, span) => Math.max(deepest, at(trace.depth, span)), 0);

export type TraceView = ReturnType<typeof useTraceView>;
