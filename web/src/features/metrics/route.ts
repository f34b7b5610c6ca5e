import type { Feature } from '../../app/Feature';

export const metrics: Feature = {
  name: 'Metrics',
  path: '/explore/metrics',
  icon: 'metrics',
  description: 'Graphs and tables of PromQL queries',
  keywords: ['promql', 'prometheus', 'graph', 'query', 'series', 'explore'],
  place: 'main',
  load: () => import('./MetricsPage'),
};
