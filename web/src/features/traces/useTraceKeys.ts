import { useEffect, useRef } from 'react';
import { at } from './model';
import type { Trace } from './model';
import { nextMarked } from './rows';
import type { TraceView } from './useTraceView';
import { wholeOf, zoomWindow } from './window';

export type KeyTargets = {
  trace: Trace;
  view: TraceView;
  marks: Uint8Array | undefined;
  onView: (place: number) => void;
  onHelp: () => void;
  onSearch: () => void;
  onZoomTo: (span: number) => void;
};

/** Keys for the whole page, but not while somebody types or a dialog is open. */
export function useTraceKeys(targets: KeyTargets) {
  const latest = useRef(targets);
  latest.current = targets;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const element = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || element.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="slider"], [role="tablist"], [role="radiogroup"]')) return;
      const action = actionOf(event.key, latest.current);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function actionOf(key: string, { trace, view, marks, onView, onHelp, onSearch, onZoomTo }: KeyTargets): (() => void) | undefined {
  const { rows, row, selected, window } = view;
  const go = (to: number) => () => view.select(at(rows, Math.max(0, Math.min(rows.length - 1, to))));
  const jump = (places: Uint8Array | undefined, step: 1 | -1) => () => {
    const next = places ? nextMarked(places, selected, step) : -1;
    if (next >= 0) view.select(next);
  };
  const zoom = (factor: number) => () => view.setWindow(zoomWindow(window, factor, selected >= 0 ? at(trace.start, selected) : (window.from + window.to) / 2, trace.duration));
  const open = view.canFold(selected) && view.closed[selected] !== 1;
  const actions: Record<string, () => void> = {
    ArrowDown: go(row + 1), j: go(row + 1), ArrowUp: go(row - 1), k: go(row - 1), Home: go(0), End: go(rows.length - 1),
    PageDown: go(row + 20), PageUp: go(row - 20),
    ArrowLeft: () => (open ? view.toggle(selected) : at(trace.parent, selected) >= 0 && selected >= 0 && view.select(at(trace.parent, selected))),
    ArrowRight: () => view.canFold(selected) && !open && view.toggle(selected),
    Escape: () => view.select(-1), e: jump(trace.failed, 1), E: jump(trace.failed, -1), n: jump(marks, 1), N: jump(marks, -1),
    b: () => trace.bottleneck && view.select(trace.bottleneck.span), '/': onSearch, '?': onHelp,
    c: view.closeLevel, o: view.openLevel, C: view.closeAll, O: view.openAll,
    z: () => selected >= 0 && onZoomTo(selected), '+': zoom(0.6), '=': zoom(0.6), '-': zoom(1 / 0.6), 0: () => view.setWindow(wholeOf(trace.duration)),
    1: () => onView(0), 2: () => onView(1), 3: () => onView(2), 4: () => onView(3),
  };
  return actions[key];
}
