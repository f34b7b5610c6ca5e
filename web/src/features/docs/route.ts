import type { Feature } from '../../app/Feature';

export const docs: Feature = {
  name: 'Docs',
  path: '/docs',
  icon: 'docs',
  description: 'How things work, in this version',
  keywords: ['help', 'manual', 'reference'],
  place: 'foot',
  load: () => import('./DocsPage'),
  pages: [{ path: ':name', load: () => import('./DocsPage') }],
};
