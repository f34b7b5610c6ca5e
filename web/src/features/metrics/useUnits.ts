import { useQueries as useFetches } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask } from './api';
import type { Metadata } from './api';
import { metricsOf, unitOfQuery } from './queryUnit';
import type { Unit } from './units';
import { useTenant } from '../../lib/tenant';

const knownFor = 300_000;

/** The family a series of a histogram or summary belongs to: its metadata stand there. */
const familyOf = (metric: string): string => metric.replace(/_(?:bucket|sum|count)$/, '');

/** For each query the unit of its answer, from what the senders said of its metrics. */
export function useUnits(queries: string[]): (Unit | undefined)[] {
  const [tenant] = useTenant();
  const all = queries.join('\n\n');
  const families = useMemo(() => [...new Set(all.split('\n\n').flatMap(metricsOf).map(familyOf))], [all]);
  const told = useFetches({
    queries: families.map((metric) => ({
      queryKey: ['unit', tenant, metric],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await ask<Metadata>('metadata', { metric }, signal)).data[metric]?.[0]?.unit ?? '',
      staleTime: knownFor, retry: false,
    })),
    combine: (answers) => answers.map((answer) => answer.data ?? ''),
  });
  return useMemo(() => {
    const units = new Map(families.map((family, index) => [family, told[index] ?? '']));
    return all.split('\n\n').map((text) => unitOfQuery(text, (name) => units.get(familyOf(name)) ?? ''));
  }, [all, families, told]);
}
