import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { MapEdge } from '../map/api';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { useTimeRange } from '../../lib/useTimeRange';

export type RedRow = {
  name: string; kind: string; calls: number; errors: number; meanNano: number; p50Nano: number; p95Nano: number; p99Nano: number; maxNano: number;
  sparkline: number[]; errorSparkline: number[]; apdex: number; apdexNano: number;
};

export type ErrorGroup = {
  type: string; message: string; count: number; firstUnixNano: string; lastUnixNano: string; operations: string[]; versions: string[]; traceIds: string[];
  spanId: string; stacktrace: string; sparkline: number[];
};

export type Deployment = {
  version: string; firstUnixNano: string; lastUnixNano: string; instances: number; calls: number; errors: number; meanNano: number; p50Nano: number; p95Nano: number; p99Nano: number;
  apdex: number; sparkline: number[];
};

export type Dependencies = { callers: MapEdge[]; calls: MapEdge[] };

export type PathCoverage = {
  name: string; requests: number; complete: number; share: number; steps: { step: string; traces: number }[]; incomplete: { traceId: string; startUnixNano: string; missing: string[] }[];
};

/** Something the server tells about services in the time range of the page. */
function useRange<T>(path: string, enabled = true) {
  const { range, refetchInterval } = useTimeRange();
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['services', tenant, range, path],
    queryFn: ({ signal }) => get<T>(`/api/vault/traces/${path}`, { from: range.from, to: range.to }, signal),
    placeholderData: keepPreviousData,
    refetchInterval,
    enabled,
  });
}

const of = (service: string): string => `services/${encodeURIComponent(service)}`;

export const useServices = () => useRange<{ rows: RedRow[] }>('services');
export const useOperations = (service: string) => useRange<{ rows: RedRow[] }>(of(service));
export const useDependencies = (service: string) => useRange<Dependencies>(`${of(service)}/dependencies`);
export const useErrors = (service: string) => useRange<{ groups: ErrorGroup[] }>(`${of(service)}/errors`);
export const useDeployments = (service: string) => useRange<{ apdexNano: number; versions: Deployment[] }>(`${of(service)}/deployments`);
export const useCoverage = () => useRange<{ paths: PathCoverage[] }>('coverage');

/** A satisfied caller counts 1, one who waited up to four times as long a half. */
export const apdexState = (score: number): 'good' | 'warn' | 'bad' => (score >= 0.94 ? 'good' : score >= 0.85 ? 'warn' : 'bad');
