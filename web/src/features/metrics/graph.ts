import { seriesName } from './api';
import type { QueryAnswer, Series } from './api';
import type { Outcome } from './useResults';
import { palette } from '../../ui/chartOptions';
import type { ChartSeries } from '../../ui/chartOptions';

export type GraphLine = ChartSeries & { id: string; last: number; min: number; max: number; mean: number };

export type Graph = { times: number[]; lines: GraphLine[]; from: number | undefined; to: number | undefined };

/** All answers on one grid of times: the steps lie on multiples of the step, so queries of one page share theirs. */
export function toLines(outcomes: Outcome<QueryAnswer>[]): Graph {
  const windows = outcomes.flatMap((outcome) => outcome.window ?? []);
  const times = gridOf(windows);
  const places = new Map(times.map((time, index) => [time, index]));
  const many = outcomes.length > 1;
  const lines = outcomes.flatMap(({ letter, answer }) => seriesOf(answer).map((series) => {
    const name = seriesName(series.metric);
    return { id: `${letter} ${name}`, label: many ? `${letter}  ${name}` : name, ...valuesOf(series, places, times.length) };
  }));
  return {
    times, from: times[0], to: times.at(-1),
    lines: lines.map((line, index) => ({ ...line, color: palette[index % palette.length] ?? '#888', kind: 'line' as const })),
  };
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
