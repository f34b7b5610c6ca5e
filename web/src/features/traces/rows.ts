import { at, isParent } from './model';
import type { Trace } from './model';

/** Places of the spans that are not below a closed one, in order. */
export function visibleRows(trace: Trace, closed: Uint8Array): Int32Array {
  const rows = new Int32Array(trace.count);
  let count = 0;
  for (let span = 0; span < trace.count; span = closed[span] === 1 ? at(trace.end, span) : span + 1) rows[count++] = span;
  return rows.subarray(0, count);
}

/** Row of a span; -1 when it is hidden. Rows ascend, so half of them fall away at each step. */
export function rowOf(rows: Int32Array, span: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = at(rows, middle);
    if (found === span) return middle;
    if (found < span) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Closes every span at this depth or deeper, opens those above. */
export function closeFrom(trace: Trace, depth: number): Uint8Array {
  const closed = new Uint8Array(trace.count);
  for (let span = 0; span < trace.count; span += 1) if (at(trace.depth, span) >= depth && isParent(trace, span)) closed[span] = 1;
  return closed;
}

/** Opens what hides a span; the same array when nothing does. */
export function reveal(trace: Trace, closed: Uint8Array, span: number): Uint8Array {
  let next = closed;
  for (let above = at(trace.parent, span); above >= 0; above = at(trace.parent, above)) {
    if (closed[above] !== 1) continue;
    if (next === closed) next = closed.slice();
    next[above] = 0;
  }
  return next;
}

/** The next marked span after (or before) a place, around the end; -1 when none is marked. */
export function nextMarked(marks: Uint8Array, from: number, step: 1 | -1): number {
  const { length } = marks;
  for (let tried = 1; tried <= length; tried += 1) {
    const place = (((from + step * tried) % length) + length) % length;
    if (marks[place] === 1) return place;
  }
  return -1;
}

/** How many are marked, and the number of this one among them, from 1; 0 when it is not. */
export function countMarked(marks: Uint8Array, place: number): { all: number; number: number } {
  let [all, number] = [0, 0];
  for (let span = 0; span < marks.length; span += 1) {
    if (marks[span] !== 1) continue;
    all += 1;
    if (span === place) number = all;
  }
  return { all, number };
}
