import { useQuery } from '@tanstack/react-query';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { useTimeRange } from '../../lib/useTimeRange';

export type Attribute = { key: string; value: string; type: string };
export type ServicePart = { service: string; spans: number; errors: number; selfNano: number };
export type MiniBar = { depth: number; start: number; width: number; service: string; error: boolean };

export type TraceSummary = {
  traceId: string; rootService: string; rootName: string; startUnixNano: string; durationNano: number; spans: number; errors: number;
  services: ServicePart[]; matched: number; bottleneck: string | null; miniMap: MiniBar[];
};

/** A span in the order of the tree; `parent` and the lists below name spans by their place in it. */
export type Span = {
  spanId: string; parentSpanId: string; parent: number; depth: number; service: string; name: string; kind: string; status: string; statusMessage: string;
  startUnixNano: string; offsetNano: number; durationNano: number; selfNano: number; criticalNano: number; category: string | null; resource: number;
  scopeName: string; scopeVersion: string; attributes: Attribute[];
  events: { timeUnixNano: string; name: string; attributes: Attribute[] }[];
  links: { traceId: string; spanId: string; attributes: Attribute[] }[];
};

export type Trace = {
  traceId: string; startUnixNano: string; durationNano: number; root: number; services: ServicePart[]; spans: Span[]; resources: Attribute[][];
  criticalPath: { span: number; offsetNano: number; durationNano: number }[];
  bottleneck: { span: number; count: number; durationNano: number; totalNano: number; sentence: string; reason: string } | null;
  repetitions: { kind: 'retry' | 'n-plus-one'; parent: number; spans: number[]; durationNano: number; succeeded: boolean }[];
  errors: { span: number; type: string; message: string; affected: number }[];
};

export type TraceFilter = { service: string; operation: string; status: string; minDuration: string; maxDuration: string; q: string; limit: string };

export function useTraces(filter: TraceFilter) {
  const { range, refetchInterval } = useTimeRange();
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['traces', tenant, range, filter],
    queryFn: async ({ signal }) => {
      const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
      return (await get<{ traces: TraceSummary[] }>('/api/vault/traces', { ...given, from: range.from, to: range.to }, signal)).traces;
    },
    refetchInterval,
    retry: false,
  });
}

export function useTrace(id: string) {
  const [tenant] = useTenant();
  return useQuery({ queryKey: ['trace', tenant, id], queryFn: ({ signal }) => get<Trace>(`/api/vault/traces/${encodeURIComponent(id)}`, undefined, signal), retry: false });
}

/** Milliseconds since 1970 of a time whose nanoseconds do not fit a number. */
export const millisecondsOf = (nano: string): number => Number(BigInt(nano) / 1_000_000n);
