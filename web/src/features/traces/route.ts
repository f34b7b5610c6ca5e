import type { Feature } from '../../app/Feature';

export const traces: Feature = {
  name: 'Traces',
  path: '/explore/traces',
  icon: 'traces',
  description: 'Find requests and see where their time went',
  keywords: ['spans', 'traceql', 'jaeger', 'tempo', 'waterfall', 'latency'],
  place: 'main',
  load: () => import('./TracesPage'),
  pages: [{ path: 'compare', load: () => import('./ComparePage') }, { path: ':id', load: () => import('./TracePage') }],
};
