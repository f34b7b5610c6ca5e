import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { useTimeRange } from '../../lib/useTimeRange';

export type MapNode = { name: string; type: string };
export type MapEdge = {
  from: MapNode; to: MapNode; calls: number; errors: number; meanNano: number; maxNano: number; p50Nano: number; p95Nano: number; p99Nano: number; sparkline: number[];
};
export type ServiceMap = { nodes: MapNode[]; edges: MapEdge[] };

export function useMap() {
  const { range, refetchInterval } = useTimeRange();
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['map', tenant, range],
    queryFn: ({ signal }) => get<ServiceMap>('/api/vault/traces/map', { from: range.from, to: range.to }, signal),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

export const nodeId = (node: MapNode): string => `${node.type}:${node.name}`;
