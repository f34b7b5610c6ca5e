import { useRouteError } from 'react-router';
import { ErrorState } from '../ui/ErrorState';
import { Page } from '../ui/Page';

/** What stands in place of a page that failed: most often a new version was installed and an old file is gone. */
export function Broken() {
  const thrown = useRouteError();
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return (
    <Page title="This page failed">
      <ErrorState error={error} onRetry={() => window.location.reload()} />
    </Page>
  );
}
