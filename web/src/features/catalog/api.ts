import { useQuery } from '@tanstack/react-query';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';
import { ask } from '../metrics/api';
import type { Metadata } from '../metrics/api';

type Counted = { name: string; series: number; active: number; created: number };
export type LabelCount = { name: string; values: number; series: number; top: { name: string; count: number }[] };

export type Cardinality = { series: number; active: number; limit: number; metrics: Counted[]; labels: LabelCount[]; churn: { hour: string; created: number }[] };

export type Metric = Counted & { type: string; unit: string; help: string };

// The most the server lists; further metrics have few series each.
const listed = 1000;

export function useCatalog() {
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['catalog', tenant],
    queryFn: async ({ signal }) => {
      const [cardinality, metadata] = await Promise.all([get<Cardinality>('/api/vault/cardinality', { limit: listed }, signal), ask<Metadata>('metadata', {}, signal)]);
      const metrics = cardinality.metrics.map((metric): Metric => {
        const known = (metadata.data[metric.name] ?? metadata.data[metric.name.replace(/_(bucket|count|sum)$/, '')])?.[0];
        return { ...metric, type: known?.type ?? 'unknown', unit: known?.unit ?? '', help: known?.help ?? '' };
      });
      return { cardinality, metrics };
    },
  });
}
