import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { isRelative } from '../../lib/timeRange';
import { useTimeRange } from '../../lib/useTimeRange';

export type SignalName = 'spans' | 'logs' | 'samples';
export type Arrivals = { signal: SignalName; total: number; perSecond: number; points: { time: number; count: number }[] };
export type ServiceArrivals = { service: string; spans: number; errors: number; logs: number; lastSeen: string };
export type Engine = {
  mode: string; version: string; state: string; uptimeSeconds: number; memoryBytes: number; diskBytes: number; rows: number; parts: number; restarts: number;
};
export type Endpoints = { http: string; otlpGrpc: string; otlpHttp: string };
export type Overview = {
  generatedAt: string; from: string; to: string; stepSeconds: number; signals: Arrivals[]; services: ServiceArrivals[]; series: number;
  engine: Engine; server: { version: string; uptimeSeconds: number; memoryBytes: number }; endpoints: Endpoints;
};

export const homeRange = { from: 'now-15m', to: 'now' };

// Home is looked at to see things move: it asks anew by itself while the range ends now.
const ownInterval = 5000;

export function useOverview() {
  const { range, refetchInterval } = useTimeRange(homeRange);
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['overview', tenant, range],
    queryFn: ({ signal }) => get<Overview>('/api/vault/overview', range, signal),
    refetchInterval: refetchInterval || (isRelative(range) ? ownInterval : false),
    placeholderData: keepPreviousData,
  });
}
