import { seriesName } from './api';
import type { Labels, QueryAnswer, Series } from './api';
import { formatOf } from './units';
import type { Unit } from './units';
import type { Outcome } from './useResults';
import { palette } from '../../ui/chartOptions';
import type { ChartSeries } from '../../ui/chartOptions';

/** One series; `full` is its name with the labels all have in common, which `label` leaves out. */
export type GraphLine = ChartSeries & { id: string; full: string; format: (value: number) => string; last: number; min: number; max: number; mean: number };

/** `common` is what the names of all lines share, left out of each. */
export type Graph = { times: number[]; lines: GraphLine[]; from: number | undefined; to: number | undefined; common: Labels; format: (value: number) => string; unit: Unit | undefined };

/** All answers on one grid of times: the steps lie on multiples of the step, so queries of one page share theirs. */
export function toLines(outcomes: Outcome<QueryAnswer>[], units: (Unit | undefined)[]): Graph {
  const windows = outcomes.flatMap((outcome) => outcome.window ?? []);
  const times = gridOf(windows);
  const places = new Map(times.map((time, index) => [time, index]));
  const many = outcomes.length > 1;
  const common = many ? {} : commonLabels(outcomes.flatMap(({ answer }) => seriesOf(answer)));
  const lines = outcomes.flatMap(({ letter, text, answer }, query) => seriesOf(answer).map((series) => {
    // What has no labels is best called by its query.
    const full = Object.keys(series.metric).length === 0 ? text : seriesName(series.metric);
    const labels = Object.fromEntries(Object.entries(series.metric).filter(([name]) => !(name in common)));
    const own = Object.keys(labels).length === 0 ? full : seriesName(labels);
    return { id: `${letter} ${full}`, full, label: many ? `${letter}  ${full}` : own, format: formatOf(units[query]), ...valuesOf(series, places, times.length) };
  }));
  const first = units[0];
  // One axis serves several queries only when they measure the same.
  const unit = units.every((each) => each?.of === first?.of && each?.perSecond === first?.perSecond) ? first : undefined;
  return {
    times, from: times[0], to: times.at(-1), common, unit, format: formatOf(unit),
    lines: lines.map((line, index) => ({ ...line, color: palette[index % palette.length] ?? '#888', kind: 'line' as const })),
  };
}

/** What every one of several series has. */
function commonLabels(all: Series[]): Labels {
  const [first, ...others] = all;
  if (!first || others.length === 0) return {};
  return Object.fromEntries(Object.entries(first.metric).filter(([name, value]) => others.every((each) => each.metric[name] === value)));
}

/** The series of a matrix; other results have none. */
export const seriesOf = (answer: QueryAnswer | undefined): Series[] => (answer?.data.resultType === 'matrix' ? (answer.data.result as Series[]) : []);

function gridOf(windows: { from: number; to: number; step: number }[]): number[] {
  const first = windows[0];
  if (!first) return [];
  const from = Math.min(...windows.map((window) => window.from));
  const to = Math.max(...windows.map((window) => window.to));
  return Array.from({ length: Math.floor((to - from) / first.step) + 1 }, (_, index) => from + index * first.step);
}

function valuesOf(series: Series, places: Map<number, number>, length: number) {
  const values = new Array<number | null>(length).fill(null);
  let [min, max, sum, count, last] = [Infinity, -Infinity, 0, 0, NaN];
  for (const [time, text] of series.values ?? []) {
    const value = Number(text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : text);
    const place = places.get(time);
    last = value;
    if (!Number.isFinite(value)) continue;
    if (place !== undefined) values[place] = value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count += 1;
  }
  return { values, last, min: count ? min : NaN, max: count ? max : NaN, mean: count ? sum / count : NaN };
}
