import { Button, SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useTraces } from './api';
import { Differences } from './Differences';
import { readArea, writeArea } from './heatApi';
import { LatencyHeat } from './LatencyHeat';
import { isIn, Scatter } from './Scatter';
import type { Area } from './Scatter';
import { SearchForm } from './SearchForm';
import { emptyForm, fromOldAddress, readForm, writeForm } from './traceql/simple';
import { narrow } from './traceql/narrow';
import { TraceList } from './TraceList';
import { absoluteRange, resolveRange } from '../../lib/timeRange';
import { linkTo, useUrlText } from '../../lib/urlState';
import { useTimeRange } from '../../lib/useTimeRange';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import classes from './TracesPage.module.css';

const TraceQlEditor = lazy(() => import('./traceql/TraceQlEditor'));

const pageSize = 50;
const oldNames = ['service', 'operation', 'status', 'minDuration', 'maxDuration', 'tag', 'limit'];

/** Finds traces by a form that writes TraceQL, or by TraceQL itself. */
export default function TracesPage() {
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const { range, setRange } = useTimeRange();
  const query = fromOldAddress(search);
  const [draft, setDraft] = useState(query);
  // A new address, such as one of a link, is the new draft.
  useEffect(() => setDraft(query), [query]);
  const [plot, setPlot] = useUrlText('plot', 'scatter');
  const [areaText, setAreaText] = useUrlText('area');
  const area = readArea(areaText);
  const { data, error, isFetching, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTraces(query, pageSize);
  const found = data ? [...new Map(data.pages.flat().map((trace) => [trace.traceId, trace])).values()] : undefined;
  const traces = found && area && plot === 'scatter' ? found.filter((trace) => isIn(area, trace)) : found;

  const run = (text: string) => setSearch((old) => {
    const address = new URLSearchParams([...old].filter(([name]) => !oldNames.includes(name) && name !== 'area'));
    if (text.trim() === '') address.delete('q');
    else address.set('q', text.trim());
    return address;
  });
  const setArea = (next: Area | undefined) => setAreaText(writeArea(next));
  const period = () => {
    const { fromMs, toMs } = resolveRange(range, Date.now());
    return { start: fromMs / 1000, end: toMs / 1000 };
  };
  const open = (id: string) => void navigate(linkTo(`/explore/traces/${id}`, search));
  return (
    <Page title="Traces" subtitle={found && `${found.length} found${hasNextPage ? ', the latest' : ''}`} actions={<TimeRangePicker />}>
      <form className={classes.search} onSubmit={(event) => {
        event.preventDefault();
        run(draft);
      }}>
        <SearchForm form={readForm(draft)} period={period} onChange={(form) => setDraft(writeForm(form))} onReset={() => setDraft(writeForm(emptyForm))} />
        <div className={classes.query}>
          <div className={classes.editor}><Suspense fallback={<code>{draft}</code>}><TraceQlEditor value={draft} period={period} onChange={setDraft} onRun={run} /></Suspense></div>
          <Button type="submit" size="sm" variant={draft.trim() === query.trim() ? 'default' : 'filled'}>Find</Button>
        </div>
      </form>
      <div className={classes.tools}>
        <SegmentedControl value={plot} onChange={setPlot} data={[{ value: 'scatter', label: 'Traces found' }, { value: 'heat', label: 'Heatmap of all spans' }]} aria-label="Plot" />
      </div>
      {plot === 'heat' && !error ? found?.length !== 0 && <LatencyHeat query={query} area={area} onArea={setArea} /> : found && found.length > 0 && !error && <Scatter traces={found} area={area} onOpen={open} onArea={setArea} />}
      {area && !error && <Differences query={query} area={area} onClear={() => setArea(undefined)} onTime={(chosen) => {
        setRange(absoluteRange(chosen.fromMs, chosen.toMs));
      }} onNarrow={(condition) => run(narrow(query, condition))} />}
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : !traces ? <Loading rows={10} /> : traces.length === 0 ? (
        <EmptyState title={found?.length ? 'No trace found lies in this part' : 'No trace matches'}><p>{query === '' ? 'No spans came in this time range. Take a longer one, or see on Home how to send some.' : 'Take a longer time range or fewer conditions.'}</p></EmptyState>
      ) : (
        <div data-stale={(isFetching && !isFetchingNextPage) || undefined}>
          <TraceList traces={traces} />
          {hasNextPage && <div className={classes.next}><Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>Older traces</Button></div>}
        </div>
      )}
    </Page>
  );
}
