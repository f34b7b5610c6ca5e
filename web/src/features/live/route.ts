import type { Feature } from '../../app/Feature';

export const live: Feature = {
  name: 'Live',
  path: '/live',
  icon: 'live',
  description: 'Spans, logs and samples as they arrive',
  keywords: ['tail', 'stream', 'follow'],
  place: 'main',
  load: () => import('./LivePage'),
};
