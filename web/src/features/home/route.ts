import type { Feature } from '../../app/Feature';

export const home: Feature = {
  name: 'Home',
  path: '/',
  icon: 'home',
  description: 'What arrives, how to send data, health',
  keywords: ['overview', 'start', 'ingest', 'engine'],
  place: 'main',
  load: () => import('./HomePage'),
};
