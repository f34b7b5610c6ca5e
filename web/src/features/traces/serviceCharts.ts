import { get } from '../../lib/api';

export type Unit = 'number' | 'bytes' | 'seconds' | 'share';
export type ServiceChart = { title: string; query: string; unit: Unit; times: number[]; series: { label: string; values: (number | null)[] }[] };

type Wanted = { title: string; unit: Unit; names: RegExp; query: (name: string, selector: string) => string };

// By OpenTelemetry's conventions; the first name that fits is taken.
const wanted: Wanted[] = [
  { title: 'Requests per second', unit: 'number', names: /^(http|rpc)_server_.*(duration|latency).*_count$/, query: (name, s) => `sum(rate(${name}{${s}}[2m]))` },
  { title: '95th percentile', unit: 'seconds', names: /^(http|rpc)_server_.*(duration|latency).*seconds_bucket$/, query: (name, s) => `histogram_quantile(0.95, sum by (le) (rate(${name}{${s}}[2m])))` },
  { title: 'Messages per second', unit: 'number', names: /^messaging_(process|client_consumed).*_(count|total)$/, query: (name, s) => `sum(rate(${name}{${s}}[2m]))` },
  { title: 'CPU', unit: 'share', names: /cpu_utilization(_ratio)?$/, query: (name, s) => `avg by (instance) (${name}{${s}})` },
  { title: 'CPU seconds per second', unit: 'number', names: /^(process|container)_cpu.*seconds_total$/, query: (name, s) => `sum by (instance) (rate(${name}{${s}}[2m]))` },
  { title: 'Memory', unit: 'bytes', names: /^(process|container|jvm|go|nodejs|dotnet|python).*_(memory|heap).*bytes$/, query: (name, s) => `sum by (instance) (${name}{${s}})` },
];

const points = 60;

type Matrix = { data: { result: { metric: Record<string, string>; values: [number, string][] }[] } };

/** The usual charts of a service, of the metrics it sends; none when it sends none. `job` is the service, with its namespace before it when it has one. */
export async function readServiceCharts(service: string, from: number, to: number, signal: AbortSignal): Promise<ServiceChart[]> {
  const selector = `job=~${JSON.stringify(`(.+/)?${service.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)}`;
  const names = (await get<{ data: string[] }>('/api/v1/label/__name__/values', { 'match[]': `{${selector}}`, start: from, end: to }, signal)).data;
  const asked = wanted.flatMap((each) => {
    const name = names.find((known) => each.names.test(known));
    return name === undefined ? [] : [{ ...each, text: each.query(name, selector) }];
  });
  const step = Math.max(15, Math.round((to - from) / points));
  const charts = await Promise.all(asked.map(async ({ title, unit, text }) => toChart({ title, unit, query: text },
    await get<Matrix>('/api/v1/query_range', { query: text, start: from, end: to, step }, signal), { from, to, step })));
  return charts.filter((chart) => chart.series.some(({ values }) => values.some((value) => value !== null)));
}

function toChart(head: Pick<ServiceChart, 'title' | 'unit' | 'query'>, answer: Matrix, { from, to, step }: { from: number; to: number; step: number }): ServiceChart {
  const times = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, place) => from + place * step);
  const series = answer.data.result.slice(0, 8).map(({ metric, values }) => {
    const column: (number | null)[] = times.map(() => null);
    for (const [time, text] of values) {
      const place = Math.round((time - from) / step);
      const value = Number(text);
      if (place in column && Number.isFinite(value)) column[place] = value;
    }
    return { label: metric['instance'] ?? head.title, values: column };
  });
  return { ...head, times, series };
}
