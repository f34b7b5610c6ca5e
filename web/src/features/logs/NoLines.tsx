import { Button, Code } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import type { Question } from './question';
import { linkTo } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import classes from './LogsPage.module.css';

/** Why there are no lines: the query leaves them all out, or none have come, and then how to send some. */
export function NoLines({ question, narrowed, onClear }: { question: Question; narrowed: boolean; onClear: () => void }) {
  const [search] = useSearchParams();
  if (narrowed) {
    return (
      <EmptyState title="No line matches">
        <p>Take a longer time range or fewer conditions.</p>
        <Button variant="default" onClick={onClear}>All lines of this time</Button>
      </EmptyState>
    );
  }
  const address = window.location.origin;
  const push = `curl ${address}/loki/api/v1/push -H 'Content-Type: application/json' \\
  -d '{"streams":[{"stream":{"service_name":"shop"},
       "values":[["'$(date +%s%N)'","hello from the shop"]]}]}'`;
  return (
    <EmptyState title={question.toMs < Date.now() - 60_000 ? 'No lines in this time range' : 'No lines yet'}>
      <p>Logs arrive by OpenTelemetry, Loki&rsquo;s push, Elasticsearch&rsquo;s bulk, syslog, Beats, or NDJSON; files are followed too. To try it:</p>
      <Code block className={classes.sample}>{push}</Code>
      <p><Link to={linkTo('/docs/logs-ingest', search)}>All ways to send logs</Link> · <Link to={linkTo('/', search)}>Addresses of this server</Link></p>
    </EmptyState>
  );
}
