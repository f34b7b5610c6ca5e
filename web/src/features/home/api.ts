import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { isRelative } from '../../lib/timeRange';
import { useTimeRange } from '../../lib/useTimeRange';
import type { OverviewResponse, ServerEndpoints, ServiceArrivals, SignalArrivals } from '../../lib/api.generated';

export type { ServiceArrivals };
export type Endpoints = ServerEndpoints;
/** The document knows the signals only as texts. */
export type Arrivals = SignalArrivals & { signal: 'spans' | 'logs' | 'samples' };
export type Overview = Omit<OverviewResponse, 'signals'> & { signals: Arrivals[] };

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
