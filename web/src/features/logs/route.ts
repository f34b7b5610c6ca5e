import type { Feature } from '../../app/Feature';

export const logs: Feature = {
  name: 'Logs',
  path: '/explore/logs',
  icon: 'logs',
  description: 'Search log lines, see what they have in common, follow them live',
  keywords: ['logql', 'lucene', 'loki', 'search', 'tail', 'patterns', 'explore', 'kibana'],
  place: 'main',
  load: () => import('./LogsPage'),
};
