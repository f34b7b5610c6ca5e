import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PatternRow } from './PatternRow';
import { parametersOf } from './api';
import type { Question } from './question';
import { get } from '../../lib/api';
import type { LogPatternResponse, LogPatternsResponse } from '../../lib/api.generated';
import { formatNumber } from '../../lib/format';
import { useTenant } from '../../lib/tenant';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './Patterns.module.css';

const most = 500;

/** The kinds of lines a query finds: what lines of a kind have in common, how many there were when, and which are new. */
export function PatternsView({ question, onPattern }: { question: Question; onPattern: (pattern: LogPatternResponse, not: boolean) => void }) {
  const [tenant] = useTenant();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['logs', 'patterns', tenant, question],
    queryFn: ({ signal }) => get<LogPatternsResponse>('/api/vault/logs/patterns', { ...parametersOf(question), limit: most }, signal),
    placeholderData: keepPreviousData, retry: false, staleTime: Infinity,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <div className={classes.view}><Loading rows={10} /></div>;
  if (data.patterns.length === 0) return <EmptyState title="No patterns">No line of this time matches, or none has a pattern yet.</EmptyState>;
  const fresh = data.patterns.filter((pattern) => pattern.is_new).length;
  return (
    <div className={classes.view} data-stale={isFetching || undefined}>
      <p className={classes.note}>
        {formatNumber(data.patterns.length)} patterns{data.patterns.length === most && ', the most frequent,'} of {formatNumber(data.lines)} lines{fresh > 0 && <>; <b>{formatNumber(fresh)} new</b> in this time range</>}
      </p>
      <ol className={classes.list} aria-label="Patterns">
        {data.patterns.map((pattern) => <PatternRow key={pattern.id} pattern={pattern} fromMs={question.fromMs} toMs={question.toMs} stepMs={data.step_ms} onPattern={onPattern} />)}
      </ol>
    </div>
  );
}
