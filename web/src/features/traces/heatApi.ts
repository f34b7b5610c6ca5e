import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Area } from './Scatter';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { useTimeRange } from '../../lib/useTimeRange';

export type Heatmap = {
  fromUnixNano: string; stepNano: number; steps: number;
  buckets: { bucket: number; lowNano: number; highNano: number }[];
  cells: { step: number; bucket: number; spans: number; errors: number }[];
};

export type Difference = { key: string; value: string; shareA: number; shareB: number };
export type Selection = { selected: number; rest: number; sampled: boolean; differences: Difference[]; traceIds: string[] };

export function useHeatmap(query: string, steps: number) {
  const { range, refetchInterval } = useTimeRange();
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['trace-heatmap', tenant, range, query, steps],
    queryFn: ({ signal }) => get<Heatmap>('/api/vault/traces/heatmap', { q: query || undefined, from: range.from, to: range.to, steps }, signal),
    placeholderData: keepPreviousData,
    refetchInterval,
    retry: false,
  });
}

/** What sets the spans of an area apart from all others of the query. */
export function useSelection(query: string, area: Area | undefined) {
  const { range } = useTimeRange();
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['trace-selection', tenant, range, query, area],
    queryFn: ({ signal }) => get<Selection>('/api/vault/traces/heatmap/selection', {
      q: query || undefined, from: range.from, to: range.to, selectFrom: iso(area?.fromMs), selectTo: iso(area?.toMs),
      selectMin: `${Math.floor(area?.minNano ?? 0)}ns`, selectMax: area && Number.isFinite(area.maxNano) ? `${Math.ceil(area.maxNano)}ns` : undefined,
    }, signal),
    enabled: area !== undefined,
    retry: false,
  });
}

const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());

/** As in the address. */
export const writeArea = (area: Area | undefined): string => (area ? [area.fromMs, area.toMs, area.minNano, area.maxNano].map(Math.round).join('-') : '');

export function readArea(text: string): Area | undefined {
  const match = /^(\d{1,16})-(\d{1,16})-(\d{1,19})-(\d{1,19})$/.exec(text);
  return match ? { fromMs: Number(match[1]), toMs: Number(match[2]), minNano: Number(match[3]), maxNano: Number(match[4]) } : undefined;
}
