import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Scatter } from './Scatter';
import { TraceItem } from './TraceItem';
import { useTraces } from './api';
import type { TraceFilter } from './api';
import { linkTo } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import classes from './TracesPage.module.css';

const none: TraceFilter = { service: '', operation: '', status: '', minDuration: '', maxDuration: '', q: '', limit: '50' };
const limits = ['20', '50', '200', '1000'];

/** Finds traces by a form, by TraceQL, or by both. */
export default function TracesPage() {
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const filter = Object.fromEntries(Object.entries(none).map(([name, fallback]) => [name, search.get(name) ?? fallback])) as TraceFilter;
  const { data, error, isFetching, refetch } = useTraces(filter);
  const open = (id: string) => void navigate(linkTo(`/explore/traces/${id}`, search));
  const apply = (next: TraceFilter) => setSearch((old) => {
    const address = new URLSearchParams(old);
    for (const [name, value] of Object.entries(next)) {
      if (value === none[name as keyof TraceFilter]) address.delete(name);
      else address.set(name, value);
    }
    return address;
  });

  return (
    <Page title="Traces" subtitle={data && `${data.length} found${data.length === Number(filter.limit) ? ', the latest' : ''}`} actions={<TimeRangePicker />}>
      {/* A new address, such as one of a link, fills the form anew. */}
      <Form key={search.toString()} filter={filter} onApply={apply} />
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={10} /> : data.length === 0 ? (
        <EmptyState title="No trace matches"><p>Take a longer time range or fewer conditions.</p></EmptyState>
      ) : (
        <div data-stale={isFetching || undefined}>
          <Scatter traces={data} onOpen={open} />
          <ol className={classes.list} aria-label="Traces">
            {data.map((trace) => <TraceItem key={trace.traceId} trace={trace} to={linkTo(`/explore/traces/${trace.traceId}`, search)} />)}
          </ol>
        </div>
      )}
    </Page>
  );
}

function Form({ filter, onApply }: { filter: TraceFilter; onApply: (filter: TraceFilter) => void }) {
  const [draft, setDraft] = useState(filter);
  const text = (name: keyof TraceFilter, label: string, placeholder: string) => (
    <TextInput label={label} placeholder={placeholder} value={draft[name]} onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })} />
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply(draft);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {text('service', 'Service', 'checkout')}
      {text('operation', 'Operation', 'POST /orders')}
      <Select label="Status" data={[{ value: '', label: 'any' }, 'error', 'ok', 'unset']} value={draft.status} onChange={(status) => setDraft({ ...draft, status: status ?? '' })} w={100} />
      {text('minDuration', 'At least', '100ms')}
      {text('maxDuration', 'At most', '2s')}
      <div className={classes.query}>{text('q', 'TraceQL', '{ status = error } >> { span.http.response.status_code >= 500 }')}</div>
      <Select label="Most" data={limits} value={draft.limit} onChange={(limit) => setDraft({ ...draft, limit: limit ?? none.limit })} w={84} allowDeselect={false} />
      <Button type="submit">Find</Button>
    </form>
  );
}
