import { SegmentedControl, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { Findings } from './Findings';
import { SpanDetails } from './SpanDetails';
import { SpanTable } from './SpanTable';
import { Waterfall } from './Waterfall';
import { millisecondsOf, useTrace } from './api';
import { serviceColor } from './serviceColor';
import { formatCount, formatDuration, formatMoment } from '../../lib/format';
import { useUrlText } from '../../lib/urlState';
import { CopyButton } from '../../ui/CopyButton';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { Icon } from '../../ui/icons';
import classes from './TracePage.module.css';

/** One trace: what slowed it down, all its spans over time, and the one that is looked at. */
export default function TracePage() {
  const { id = '' } = useParams();
  const { data: trace, error, refetch } = useTrace(id);
  const [search, setSearch] = useUrlText('search');
  const [view, setView] = useUrlText('view', 'waterfall');
  const [selected, setSelected] = useUrlText('span');
  const place = useMemo(() => trace?.spans.findIndex((span) => span.spanId === selected) ?? -1, [trace, selected]);

  if (error) return <Page title="Trace"><ErrorState error={error} onRetry={() => void refetch()} /></Page>;
  if (!trace) return <Page title="Trace"><Loading rows={14} /></Page>;
  const root = trace.spans[trace.root];
  const select = (index: number) => setSelected(trace.spans[index]?.spanId ?? '');
  return (
    <Page fill title={root?.name ?? id} subtitle={
      <>
        <b style={{ color: serviceColor(root?.service ?? '') }}>{root?.service}</b> · {formatDuration(trace.durationNano)} · {formatCount(trace.spans.length, 'span')} · {formatCount(trace.services.length, 'service')} · {formatMoment(millisecondsOf(trace.startUnixNano))}
      </>
    } actions={
      <>
        <TextInput placeholder="Search in the trace" aria-label="Search in the trace" value={search} onChange={(event) => setSearch(event.currentTarget.value)} leftSection={<Icon name="search" size={14} />} w={190} />
        <SegmentedControl value={view} onChange={setView} data={[{ value: 'waterfall', label: 'Waterfall' }, { value: 'list', label: 'Spans' }]} />
        <CopyButton value={trace.traceId} label="Copy trace id" />
      </>
    }>
      <Findings trace={trace} onSelect={select} />
      <div className={classes.columns}>
        {view === 'list' ? <SpanTable trace={trace} search={search} onSelect={select} /> : <Waterfall trace={trace} search={search} selected={place} onSelect={select} />}
        {trace.spans[place] && <SpanDetails trace={trace} span={trace.spans[place]} onClose={() => setSelected('')} />}
      </div>
    </Page>
  );
}
