import { useQuery } from '@tanstack/react-query';
import { useTenant } from '../../lib/tenant';
import { ask } from '../metrics/api';
import type { Labels } from '../metrics/api';

export type Target = {
  discoveredLabels: Labels; labels: Labels; scrapePool: string; scrapeUrl: string; globalUrl: string;
  lastError: string; lastScrape: string; lastScrapeDuration: number; health: 'up' | 'down' | 'unknown'; scrapeInterval: string; scrapeTimeout: string;
};
export type Targets = { activeTargets: Target[]; droppedTargets: { discoveredLabels: Labels; scrapePool?: string }[] };

const interval = 5_000;

export function useTargets() {
  const [tenant] = useTenant();
  return useQuery({ queryKey: ['targets', tenant], queryFn: async ({ signal }) => (await ask<Targets>('targets', {}, signal)).data, refetchInterval: interval });
}
