import { Button, SegmentedControl, Tooltip } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { ContextDrawer } from './ContextDrawer';
import { DifferencesView } from './DifferencesView';
import { FoundLines } from './FoundLines';
import { PatternsView } from './PatternsView';
import { QueryBar } from './QueryBar';
import { SavedMenu } from './SavedMenu';
import { SeriesView } from './SeriesView';
import { TailLines } from './TailLines';
import { useCheck } from './api';
import type { LogLine } from './api';
import { withFilter, withPattern } from './filters';
import type { Filter } from './filters';
import { defaultQuery, useQuestion } from './question';
import { useColumns } from './useColumns';
import { useKnowledge } from './useKnowledge';
import { ApiError } from '../../lib/api';
import { useUrlText } from '../../lib/urlState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import { Icon } from '../../ui/icons';
import classes from './LogsPage.module.css';

const views: Record<string, string> = { lines: 'Lines', patterns: 'Patterns', differences: 'What differs' };

/** Finds log lines in either language, shows what they have in common, and follows them live. */
export default function LogsPage() {
  const { question, ask, refresh, setRange } = useQuestion();
  const check = useCheck(question);
  const knowledge = useKnowledge(question);
  const columns = useColumns();
  const [liveText, setLive] = useUrlText('live');
  const [view, setView] = useUrlText('view', 'lines');
  const live = liveText === '1';
  const [around, setAround] = useState<LogLine>();
  const filter = useCallback((next: Filter) => ask({ q: withFilter(question.language, question.q, next) }), [ask, question.language, question.q]);
  const actions = useMemo(() => ({ onFilter: filter, onColumn: columns.toggle, onContext: setAround, columns: columns.names }), [filter, columns]);

  const back = () => ask({ q: defaultQuery(question.language) });
  return (
    <Page fill title="Logs" subtitle={live ? undefined : <SegmentedControl value={view in views ? view : 'lines'} onChange={setView} aria-label="View" data={Object.entries(views).map(([value, label]) => ({ value, label }))} />} actions={<TimeRangePicker onRefresh={refresh} />}>
      <QueryBar question={question} onAsk={ask} onAgain={refresh} knowledge={knowledge}>
        <Tooltip label="Lines as they are stored"><Button variant={live ? 'filled' : 'default'} aria-pressed={live} leftSection={<Icon name="live" size={13} />} onClick={() => setLive(live ? '' : '1')}>Live</Button></Tooltip>
        <SavedMenu question={question} columns={columns.names} onOpen={(search) => ask({ ...search, view: 'lines' })} />
      </QueryBar>
      {check.error ? <ErrorState error={check.error} onRetry={() => void check.refetch()} />
        : !check.data ? <div className={classes.wait}><Loading rows={10} /></div>
          : check.data.message ? <ErrorState error={faultOf(question.q, check.data.message, check.data.position)} />
            : check.data.kind === 'series' ? <SeriesView question={question} onRange={setRange} />
              : live ? <TailLines question={question} actions={actions} />
                : view === 'differences' ? <DifferencesView question={question} onFilter={(next) => ask({ q: withFilter(question.language, question.q, next), view: 'lines' })} />
                  : view === 'patterns' ? <PatternsView question={question} onPattern={(pattern, not) => ask({ q: withPattern(question, pattern, not), view: 'lines' })} />
                    : <FoundLines question={question} actions={actions} onRange={setRange} onAgain={refresh} onClear={back} />}
      <ContextDrawer line={around} onClose={() => setAround(undefined)} />
    </Page>
  );
}

/** The fault of a query as an answer would tell it, with the place where it stands. */
function faultOf(q: string, message: string, position: number | null | undefined): ApiError {
  const before = q.slice(0, position ?? 0).split('\n');
  const [line, column] = position == null ? [undefined, undefined] : [before.length, (before.at(-1)?.length ?? 0) + 1];
  return new ApiError(400, 'The query is not valid', message, 'invalid_query', undefined, line, column);
}
