import type { Feature } from '../../app/Feature';

export const sql: Feature = {
  name: 'SQL',
  path: '/sql',
  icon: 'sql',
  description: 'Ask anything of the vault',
  keywords: ['query', 'clickhouse', 'editor', 'table', 'export'],
  place: 'main',
  load: () => import('./SqlPage'),
};
