import { ActionIcon, Button, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { FormEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useTrace } from './api';
import { compareColumns, toPlaces } from './comparePlaces';
import type { PathDifference } from './comparePlaces';
import { nameOf, serviceOf } from './model';
import { serviceTextColor } from './serviceColor';
import { get } from '../../lib/api';
import { formatCount, formatDuration, formatMoment } from '../../lib/format';
import { useTenant } from '../../lib/tenant';
import { linkTo, useUrlText } from '../../lib/urlState';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { Icon } from '../../ui/icons';
import classes from './ComparePage.module.css';

type Comparison = { durationA: number; durationB: number; differences: PathDifference[] };

/** Two traces laid over each other: where one of them spent more time, or made more calls. */
export default function ComparePage() {
  const [search, setSearch] = useSearchParams();
  const [tenant] = useTenant();
  const [order, setOrder] = useUrlText('order', 'largest');
  const [a, b] = [search.get('a') ?? '', search.get('b') ?? ''];
  const { data, error, refetch } = useQuery({
    queryKey: ['compare', tenant, a, b],
    queryFn: ({ signal }) => get<Comparison>('/api/vault/traces/compare', { a, b }, signal),
    enabled: a !== '' && b !== '',
    retry: false,
  });
  const places = useMemo(() => (data ? toPlaces(data.differences, order === 'tree') : []), [data, order]);
  const columns = useMemo(() => compareColumns(places), [places]);
  const put = (nextA: string, nextB: string) => setSearch((old) => {
    const address = new URLSearchParams(old);
    address.set('a', nextA);
    address.set('b', nextB);
    return address;
  });
  return (
    <Page fill title="Compare traces" subtitle={data && <Verdict {...data} />} actions={<SegmentedControl value={order} onChange={setOrder} data={[{ value: 'largest', label: 'Largest differences' }, { value: 'tree', label: 'Call tree' }]} aria-label="Order" />}>
      <div className={classes.two}>
        <Side letter="A" id={a} onId={(id) => put(id, b)} />
        <Tooltip label="Swap"><ActionIcon aria-label="Swap A and B" onClick={() => put(b, a)}><Icon name="refresh" size={15} /></ActionIcon></Tooltip>
        <Side letter="B" id={b} onId={(id) => put(a, id)} />
      </div>
      <div className={classes.table}>
        {a === '' || b === '' ? <EmptyState title="Name two traces"><p>Choose two in the list of traces, or put their ids above.</p></EmptyState>
          : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={10} />
            : <DataTable columns={columns} rows={places} label="Differences" rowHeight={32} key={order} />}
      </div>
    </Page>
  );
}

function Verdict({ durationA, durationB }: { durationA: number; durationB: number }) {
  const difference = durationB - durationA;
  if (difference === 0) return <>both take {formatDuration(durationA)}</>;
  return <>B takes <b data-slower={difference > 0 || undefined} className={classes.verdict}>{formatDuration(Math.abs(difference))} {difference > 0 ? 'longer' : 'less'}</b> ({((difference / Math.max(1, durationA)) * 100).toFixed(0)} %)</>;
}

function Side({ letter, id, onId }: { letter: string; id: string; onId: (id: string) => void }) {
  const { data: trace } = useTrace(id);
  const [search] = useSearchParams();
  const [draft, setDraft] = useState(id);
  useEffect(() => setDraft(id), [id]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onId(draft.trim());
  };
  return (
    <form className={classes.side} onSubmit={submit}>
      <b className={classes.letter}>{letter}</b>
      <div>
        <TextInput aria-label={`Trace ${letter}`} placeholder="trace id" value={draft} onChange={(event) => setDraft(event.currentTarget.value)} onBlur={() => draft.trim() !== id && onId(draft.trim())}
          rightSectionWidth={58} rightSection={draft.trim() !== id && <Button type="submit" size="compact-xs">Take</Button>} />
        {trace && id !== '' && (
          <p>
            <Link to={linkTo(`/explore/traces/${trace.id}`, search)}><b style={{ color: serviceTextColor(serviceOf(trace, trace.root)) }}>{serviceOf(trace, trace.root)}</b> {nameOf(trace, trace.root)}</Link>
            {' '}· {formatDuration(trace.duration)} · {formatCount(trace.count, 'span')} · {formatMoment(Number(trace.startNano / 1_000_000n))}
          </p>
        )}
      </div>
    </form>
  );
}
