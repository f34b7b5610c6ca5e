import type { Feature } from '../../app/Feature';

export const targets: Feature = {
  name: 'Targets',
  path: '/explore/targets',
  icon: 'target',
  description: 'What is scraped, and whether it answers',
  keywords: ['scrape', 'prometheus', 'exporter', 'up'],
  place: 'main',
  load: () => import('./TargetsPage'),
};
