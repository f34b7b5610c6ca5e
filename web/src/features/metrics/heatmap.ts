import { seriesOf } from './graph';
import type { QueryAnswer } from './api';
import type { Outcome } from './useResults';

/** Counts per step and bucket; `bounds` are the upper ends of the buckets, ascending. */
export type Heat = { times: number[]; bounds: number[]; cells: Float64Array; most: number };

/**
 * Turns series with the label `le` (cumulative counts, as histograms give them) into counts per bucket. Series that differ in
 * other labels are added. Null when no series has the label.
 */
export function toHeat(outcomes: Outcome<QueryAnswer>[]): Heat | null {
  const outcome = outcomes.find(({ answer }) => seriesOf(answer).some((series) => 'le' in series.metric));
  if (!outcome?.window) return null;
  const { from, to, step } = outcome.window;
  const times = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
  const series = seriesOf(outcome.answer).filter((each) => 'le' in each.metric);
  const bounds = [...new Set(series.map((each) => boundOf(each.metric['le'])))].sort((a, b) => a - b);
  const cells = new Float64Array(times.length * bounds.length);
  for (const each of series) {
    const bucket = bounds.indexOf(boundOf(each.metric['le']));
    for (const [time, text] of each.values ?? []) {
      const column = Math.round((time - from) / step);
      const value = Number(text);
      if (Number.isFinite(value)) cells[column * bounds.length + bucket] = (cells[column * bounds.length + bucket] ?? 0) + value;
    }
  }
  let most = 0;
  for (let column = 0; column < times.length; column += 1) {
    for (let bucket = bounds.length - 1; bucket >= 0; bucket -= 1) {
      const at = column * bounds.length + bucket;
      // Cumulative to per bucket; buckets read at different moments may seem to shrink.
      cells[at] = Math.max(0, (cells[at] ?? 0) - (bucket > 0 ? cells[at - 1] ?? 0 : 0));
      most = Math.max(most, cells[at] ?? 0);
    }
  }
  return { times, bounds, cells, most };
}

const boundOf = (text: string | undefined): number => (text === '+Inf' ? Infinity : Number(text));
