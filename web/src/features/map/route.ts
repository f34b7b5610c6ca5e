import type { Feature } from '../../app/Feature';

export const map: Feature = {
  name: 'Service map',
  path: '/explore/map',
  icon: 'map',
  description: 'Who calls whom, how often and how well',
  keywords: ['dependencies', 'graph', 'topology', 'databases', 'queues', 'services'],
  place: 'main',
  load: () => import('./MapPage'),
};
