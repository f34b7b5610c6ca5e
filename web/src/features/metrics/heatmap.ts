import { seriesOf } from './graph';
import type { HistogramPoint, QueryAnswer, Series, Window } from './api';
import type { Outcome } from './useResults';

/** Counts per step and bucket; `bounds` are the upper ends of the buckets, ascending, `lowest` the lower end of the first. */
export type Heat = { times: number[]; lowest: number; bounds: number[]; cells: Float64Array; most: number };

/** More rows than this are too thin to be told apart: neighbouring buckets are shown as one. */
const mostRows = 64;

/** Native histograms, or series with the label `le`, as counts per bucket. Series that differ in other labels are added. Null when there are neither. */
export function toHeat(outcomes: Outcome<QueryAnswer>[]): Heat | null {
  for (const { answer, window } of outcomes) {
    if (!window) continue;
    const all = seriesOf(answer);
    const native = all.flatMap((series) => series.histograms ?? []);
    if (native.length > 0) return ofNative(native, window);
    const classic = all.filter((series) => 'le' in series.metric);
    if (classic.length > 0) return ofClassic(classic, window);
  }
  return null;
}

const timesOf = ({ from, to, step }: Window): number[] => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

function ofNative(points: HistogramPoint[], window: Window): Heat | null {
  const times = timesOf(window);
  const ends = [...new Set(points.flatMap(([, { buckets = [] }]) => buckets.flatMap(([, lower, upper]) => [Number(lower), Number(upper)])))].sort((a, b) => a - b);
  if (ends.length < 2) return null;
  const every = Math.ceil((ends.length - 1) / mostRows);
  const edges = ends.filter((_, index) => index % every === 0 || index === ends.length - 1);
  const bounds = edges.slice(1);
  const cells = new Float64Array(times.length * bounds.length);
  for (const [time, { buckets = [] }] of points) {
    const column = Math.round((time - window.from) / window.step);
    for (const [, lower, upper, count] of buckets) {
      const first = bounds.findIndex((bound) => bound > Number(lower));
      const last = bounds.findIndex((bound) => bound >= Number(upper));
      // A coarse bucket beside finer ones covers several rows.
      for (let row = first; row <= last; row += 1) cells[column * bounds.length + row] = (cells[column * bounds.length + row] ?? 0) + Number(count) / (last - first + 1);
    }
  }
  return { times, lowest: edges[0] ?? 0, bounds, cells, most: cells.reduce((a, b) => Math.max(a, b), 0) };
}

/** Counts of `le` are cumulative. */
function ofClassic(series: Series[], window: Window): Heat {
  const times = timesOf(window);
  const bounds = [...new Set(series.map((each) => boundOf(each.metric['le'])))].sort((a, b) => a - b);
  const cells = new Float64Array(times.length * bounds.length);
  for (const each of series) {
    const bucket = bounds.indexOf(boundOf(each.metric['le']));
    for (const [time, text] of each.values ?? []) {
      const column = Math.round((time - window.from) / window.step);
      const value = Number(text);
      if (Number.isFinite(value)) cells[column * bounds.length + bucket] = (cells[column * bounds.length + bucket] ?? 0) + value;
    }
  }
  let most = 0;
  for (let column = 0; column < times.length; column += 1) {
    for (let bucket = bounds.length - 1; bucket >= 0; bucket -= 1) {
      const at = column * bounds.length + bucket;
      // Buckets read at different moments may seem to shrink.
      cells[at] = Math.max(0, (cells[at] ?? 0) - (bucket > 0 ? cells[at - 1] ?? 0 : 0));
      most = Math.max(most, cells[at] ?? 0);
    }
  }
  return { times, lowest: 0, bounds, cells, most };
}

const boundOf = (text: string | undefined): number => (text === '+Inf' ? Infinity : Number(text));
