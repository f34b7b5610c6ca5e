import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { toTrace } from './model';
import type { Trace, TraceColumns } from './model';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { resolveRange } from '../../lib/timeRange';
import { useTimeRange } from '../../lib/useTimeRange';

export type Attribute = { key: string; value: string; type: string };
export type ServicePart = { service: string; spans: number; errors: number; selfNano: number };
export type MiniBar = { depth: number; start: number; width: number; service: string; error: boolean };
export type Segment = { span: number; offsetNano: number; durationNano: number };
export type Bottleneck = { span: number; count: number; durationNano: number; totalNano: number; sentence: string; reason: string };
export type Repetition = { kind: 'retry' | 'n-plus-one'; parent: number; spans: number[]; durationNano: number; succeeded: boolean };
export type ErrorOrigin = { span: number; type: string; message: string; affected: number };

export type SpanDetail = {
  spanId: string; parentSpanId: string; kind: string; statusMessage: string; resource: number; scopeName: string; scopeVersion: string; traceState: string;
  attributes: Attribute[];
  events: { timeUnixNano: string; name: string; attributes: Attribute[] }[];
  links: { traceId: string; spanId: string; attributes: Attribute[] }[];
};
export type SpanDetails = { spans: SpanDetail[]; resources: Attribute[][] };

export type TraceSummary = {
  traceId: string; rootService: string; rootName: string; startUnixNano: string; durationNano: number; spans: number; errors: number;
  services: ServicePart[]; matched: number; bottleneck: string | null; miniMap: MiniBar[];
};

/** Traces of a TraceQL query, the latest first, a page at a time; the next page ends where this one does. */
export function useTraces(query: string, pageSize: number) {
  const { range, refetchInterval } = useTimeRange();
  const [tenant] = useTenant();
  return useInfiniteQuery({
    queryKey: ['traces', tenant, range, query, pageSize],
    queryFn: async ({ signal, pageParam }) => {
      const to = pageParam ?? resolveRange(range, Date.now()).toMs;
      return (await get<{ traces: TraceSummary[] }>('/api/vault/traces', { q: query || undefined, limit: pageSize, from: range.from, to: new Date(to).toISOString() }, signal)).traces;
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page, pages) => {
      const oldest = page.at(-1);
      if (page.length < pageSize || !oldest) return undefined;
      // The rest of this millisecond may hold more traces; those known already are left out by their ids.
      const next = millisecondsOf(oldest.startUnixNano) + 1;
      // A page that does not get older would be asked for without end.
      const before = pages.at(-2)?.at(-1);
      return before && millisecondsOf(before.startUnixNano) + 1 <= next ? undefined : next;
    },
    placeholderData: keepPreviousData,
    refetchInterval,
    retry: false,
  });
}

export function useTrace(id: string) {
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['trace', tenant, id],
    queryFn: async ({ signal }): Promise<Trace> => toTrace(await get<TraceColumns>(`/api/vault/traces/${encodeURIComponent(id)}/columns`, undefined, signal)),
    // Comparing old and new to keep what is equal would walk through all columns; a trace seldom changes.
    structuralSharing: false,
    staleTime: 60_000,
    enabled: id !== '',
    retry: false,
  });
}

/** What else a span holds: known already for a small trace, asked for when looked at in a large one. */
export function useSpanDetail(trace: Trace, span: number, spanId: string, kind: string) {
  const [tenant] = useTenant();
  const known = trace.details?.spans[span];
  const { data, error } = useQuery({
    queryKey: ['span', tenant, trace.id, spanId],
    queryFn: ({ signal }) => get<SpanDetails>(`/api/vault/traces/${trace.id}/spans/${spanId}`, undefined, signal),
    enabled: !known && spanId !== '',
    staleTime: Infinity,
    retry: false,
  });
  if (known) return { detail: known, resource: trace.details?.resources[known.resource] ?? [], error: null };
  const detail = data?.spans.find((each) => each.kind === kind) ?? data?.spans[0];
  return { detail, resource: (detail && data?.resources[detail.resource]) ?? [], error };
}

/** Ids of the spans of a large trace whose attributes hold a text: the server looks. */
export function useFoundSpans(trace: Trace | undefined, text: string) {
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['found-spans', tenant, trace?.id, text],
    queryFn: async ({ signal }) => (await get<{ spanIds: string[] }>(`/api/vault/traces/${trace?.id}/find`, { text }, signal)).spanIds,
    enabled: trace !== undefined && trace.details === null && text !== '',
    staleTime: Infinity,
    retry: false,
  });
}

/** Milliseconds since 1970 of a time whose nanoseconds do not fit a number. */
export const millisecondsOf = (nano: string): number => Number(BigInt(nano) / 1_000_000n);
