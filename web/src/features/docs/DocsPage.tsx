import { useQuery } from '@tanstack/react-query';
import { Marked } from 'marked';
import { useEffect } from 'react';
import { NavLink, useLocation, useParams, useSearchParams } from 'react-router';
import { docNames } from './names';
import { linkTo } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import classes from './DocsPage.module.css';

const pictures = import.meta.glob<string>('../../../../docs/pictures/*.png', { query: '?url', import: 'default', eager: true });

// Our own documents: what they hold is trusted as our code is. Links between them stay inside the application.
const marked = new Marked({
  gfm: true,
  walkTokens: (token) => {
    if (token.type === 'link') token.href = token.href.replace(/^([\w-]+)\.md/, '/docs/$1');
    if (token.type === 'image') token.href = pictures[`../../../../docs/${token.href}`] ?? token.href;
  },
});

export default function DocsPage() {
  const { name } = useParams();
  const [search] = useSearchParams();
  const doc = docNames.find((known) => known.name === (name ?? docNames[0]?.name));
  return (
    <Page title={doc ? `Docs: ${doc.title}` : 'Docs'}>
      <div className={classes.columns}>
        <nav className={classes.index} aria-label="Documents">
          {docNames.map((known) => <NavLink key={known.name} to={linkTo(`/docs/${known.name}`, search)} className={classes.entry}>{known.title}</NavLink>)}
        </nav>
        {doc ? <Document key={doc.name} name={doc.name} load={doc.load} /> : <EmptyState title="No such document" />}
      </div>
    </Page>
  );
}

function Document({ name, load }: { name: string; load: (() => Promise<string>) | undefined }) {
  const { hash } = useLocation();
  const { data, error } = useQuery({
    queryKey: ['doc', name],
    queryFn: async () => (load ? marked.parse(await load()) : ''),
    staleTime: Infinity,
  });
  useEffect(() => {
    if (data !== undefined && hash !== '') document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [data, hash]);
  if (error) return <ErrorState error={error} />;
  return data === undefined ? <Loading rows={12} /> : <article className={classes.text} dangerouslySetInnerHTML={{ __html: data }} />;
}
