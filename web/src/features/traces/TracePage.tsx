import { Button } from '@mantine/core';
import { useParams } from 'react-router';
import { useTrace } from './api';
import { TraceBody } from './TraceBody';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';

/** One trace: what slowed it down, all its spans over time, and the one that is looked at. */
export default function TracePage() {
  const { id = '' } = useParams();
  const { data: trace, error, isFetching, refetch } = useTrace(id);
  if (error) {
    return (
      <Page title="Trace" actions={<Button variant="default" onClick={() => void refetch()} loading={isFetching}>Look again</Button>}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!trace) return <Page title="Trace" subtitle={<code>{id}</code>}><Loading rows={14} /></Page>;
  return <TraceBody key={trace.id} trace={trace} />;
}
