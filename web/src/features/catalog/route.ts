import type { Feature } from '../../app/Feature';

export const catalog: Feature = {
  name: 'Metric catalog',
  path: '/explore/catalog',
  icon: 'table',
  description: 'Every metric with type, unit, help and number of series',
  keywords: ['cardinality', 'labels', 'series', 'churn', 'metadata'],
  place: 'main',
  load: () => import('./CatalogPage'),
};
