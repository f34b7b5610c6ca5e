import type { SqlResult } from './api';
import { isNumeric, isText, isTime } from './types';
import { palette } from '../../ui/chartOptions';
import type { ChartSeries } from '../../ui/chartOptions';

export type ResultChartData = { times: number[]; series: ChartSeries[]; left: number };

// More lines than this nobody can tell apart.
const mostSeries = 10;

/** A result as lines over time: its first time column, a line for each number and each value of its text columns. Undefined when it has none. */
export function chartOf({ columns, rows }: SqlResult): ResultChartData | undefined {
  const time = columns.findIndex((column) => isTime(column.type));
  const numbers = columns.flatMap((column, index) => (isNumeric(column.type) ? [index] : []));
  if (time < 0 || numbers.length === 0 || rows.length === 0) return undefined;
  const groups = columns.flatMap((column, index) => (isText(column.type) ? [index] : []));
  const lines = new Map<string, Map<number, number>>();
  const moments = new Set<number>();
  for (const row of rows) {
    const moment = parseUtc(String(row[time]));
    if (Number.isNaN(moment)) continue;
    moments.add(moment);
    const group = groups.map((index) => String(row[index] ?? '') || '(empty)').join(' · ');
    for (const index of numbers) {
      const value = Number(row[index] ?? Number.NaN);
      const name = numbers.length === 1 && group !== '' ? group : [group, columns[index]?.name].filter(Boolean).join(' · ');
      const line = lines.get(name) ?? new Map<number, number>();
      lines.set(name, line.set(moment, value));
    }
  }
  const times = [...moments].sort((a, b) => a - b);
  const largest = [...lines].map(([label, line]) => ({ label, line, sum: [...line.values()].reduce((sum, value) => sum + (Number.isFinite(value) ? Math.abs(value) : 0), 0) }))
    .sort((a, b) => b.sum - a.sum);
  const series = largest.slice(0, mostSeries).map(({ label, line }, index): ChartSeries => ({
    label, color: palette[index % palette.length] ?? 'gray', kind: 'line',
    values: times.map((moment) => finite(line.get(moment))),
  }));
  return { times, series, left: Math.max(0, largest.length - mostSeries) };
}

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);

/** Seconds of `2026-11-21 03:04:05.123456789`, which the store writes in UTC. */
const parseUtc = (text: string): number => Date.parse(`${text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1')}${text.includes(':') ? 'Z' : ''}`) / 1000;
