import type { Feature } from '../../app/Feature';

export const services: Feature = {
  name: 'Services',
  path: '/explore/services',
  icon: 'services',
  description: 'Requests, errors and durations by service and operation',
  keywords: ['red', 'operations', 'latency', 'errors', 'rate', 'apm', 'apdex', 'deployments', 'versions', 'coverage'],
  place: 'main',
  load: () => import('./ServicesPage'),
  pages: [{ path: ':service', load: () => import('./ServicePage') }],
};
