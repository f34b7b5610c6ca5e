import { ApiError, request } from '../../lib/api';
import type { Parameters } from '../../lib/api';

export type Labels = Record<string, string>;

/** Seconds since 1970 and the value as Prometheus writes it. */
export type Point = [number, string];

/** A native histogram: buckets are [boundaries, lower, upper, count]. */
export type HistogramPoint = [number, { count: string; sum: string; buckets?: [number, string, string, string][] }];

export type Series = { metric: Labels; values?: Point[]; histograms?: HistogramPoint[]; value?: Point; histogram?: HistogramPoint };

export type Plan = { operation: string; [detail: string]: unknown; children?: Plan[] };

export type QueryData = {
  resultType: 'matrix' | 'vector' | 'scalar' | 'string';
  result: Series[] | Point;
  explain?: unknown;
};

export type QueryAnswer = { data: QueryData; warnings: string[]; infos: string[] };

export type Exemplar = { labels: Labels; value: string; timestamp: number };
export type ExemplarSeries = { seriesLabels: Labels; exemplars: Exemplar[] };

export type Metadata = Record<string, { type: string; help: string; unit: string }[]>;

type Answer<T> = { status: string; data: T; warnings?: string[]; infos?: string[] };

/** Calls Prometheus' API. @throws ApiError with the server's own words. */
export async function ask<T>(path: string, parameters: Parameters, signal?: AbortSignal): Promise<Answer<T>> {
  try {
    return (await (await request(`/api/v1/${path}`, { parameters, signal })).json()) as Answer<T>;
  } catch (error) {
    throw error instanceof ApiError ? inWords(error) : error;
  }
}

function inWords(error: ApiError): ApiError {
  try {
    const known = JSON.parse(error.message) as { errorType?: string; error?: string };
    const place = /(?:^|: )(\d+):(\d+): /.exec(known.error ?? '');
    return new ApiError(error.status, 'The query failed', known.error ?? error.message, known.errorType ?? '', undefined,
      place ? Number(place[1]) : undefined, place ? Number(place[2]) : undefined);
  } catch {
    return error;
  }
}

/** Seconds since 1970; `to` is the last step, `end` the very end of the time range, up to a step later. */
export type Window = { from: number; to: number; step: number; end: number };

export async function queryRange(query: string, { from, to, step }: Window, signal?: AbortSignal): Promise<QueryAnswer> {
  return toAnswer(await ask<QueryData>('query_range', { query, start: from, end: to, step }, signal));
}

export async function queryInstant(query: string, time: number, signal?: AbortSignal): Promise<QueryAnswer> {
  return toAnswer(await ask<QueryData>('query', { query, time }, signal));
}

/** The plan of a query and what was read for it. */
export async function explain(query: string, { from, to, step }: Window, signal?: AbortSignal): Promise<unknown> {
  return (await ask<QueryData>('query_range', { query, start: from, end: to, step, explain: 1 }, signal)).data.explain;
}

export async function exemplars(query: string, { from, to }: Window, signal?: AbortSignal): Promise<ExemplarSeries[]> {
  return (await ask<ExemplarSeries[]>('query_exemplars', { query, start: from, end: to }, signal)).data;
}

const toAnswer = ({ data, warnings = [], infos = [] }: Answer<QueryData>): QueryAnswer => ({ data, warnings, infos });

/** `name{a="b"}`; `value` for a result without labels. */
export function seriesName(metric: Labels): string {
  const { __name__: name = '', ...labels } = metric;
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name || 'value' : `${name}{${pairs.join(', ')}}`;
}
