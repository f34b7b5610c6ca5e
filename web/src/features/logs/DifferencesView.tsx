import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DifferenceList } from './DifferenceList';
import { Histogram } from './Histogram';
import { parametersOf, useHistogram } from './api';
import type { Filter } from './filters';
import type { Question } from './question';
import { get } from '../../lib/api';
import type { LogDifferencesResponse } from '../../lib/api.generated';
import { formatMoment, formatNumber } from '../../lib/format';
import { useTenant } from '../../lib/tenant';
import { useUrlText } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './Differences.module.css';

type Side = { fromMs: number; toMs: number };

/** What differs between two times of one query, or between two queries of one time: values whose share of the lines is not the same. */
export function DifferencesView({ question, onFilter }: { question: Question; onFilter: (filter: Filter) => void }) {
  const [aText, setA] = useUrlText('a');
  const [bText, setB] = useUrlText('b');
  const [otherQuery, setOtherQuery] = useUrlText('q_b');
  const [byQuery, setByQuery] = useState(otherQuery !== '');
  const [next, setNext] = useState<'a' | 'b'>(aText === '' ? 'a' : 'b');
  const [tenant] = useTenant();
  const histogram = useHistogram(question, 90, true);
  const whole = { fromMs: question.fromMs, toMs: question.toMs };
  const [a, b] = byQuery ? [whole, whole] : [sideOf(aText), sideOf(bText)];
  const ready = a !== undefined && b !== undefined && (!byQuery || otherQuery !== '');
  const answer = useQuery({
    queryKey: ['logs', 'differences', tenant, question.language, question.q, byQuery ? otherQuery : question.q, a, b],
    queryFn: ({ signal }) => get<LogDifferencesResponse>('/api/vault/logs/differences', {
      ...parametersOf({ ...question, ...a }), q_b: byQuery ? otherQuery : question.q, from_b: b?.fromMs, to_b: b?.toMs,
    }, signal),
    enabled: ready, placeholderData: keepPreviousData, retry: false, staleTime: Infinity,
  });
  const choose = (from: number, to: number) => {
    const text = `${Math.floor(from)}-${Math.ceil(to)}`;
    if (next === 'a') setA(text);
    else setB(text);
    setNext(next === 'a' ? 'b' : 'a');
  };

  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <SegmentedControl value={byQuery ? 'query' : 'time'} onChange={(value) => setByQuery(value === 'query')} aria-label="Compare" data={[{ value: 'time', label: 'Two times' }, { value: 'query', label: 'Two queries' }]} />
        {byQuery ? (
          <>
            <span className={classes.side} data-side="a"><b>A</b> the query above</span>
            <TextInput key={otherQuery} className={classes.other} leftSection={<b className={classes.letter}>B</b>} aria-label="Query B" placeholder="another query" defaultValue={otherQuery}
              onBlur={(event) => setOtherQuery(event.currentTarget.value.trim())} onKeyDown={(event) => event.key === 'Enter' && setOtherQuery(event.currentTarget.value.trim())} />
          </>
        ) : (
          <>
            <SideButton name="A" side={a} active={next === 'a'} onChoose={() => setNext('a')} />
            <SideButton name="B" side={b} active={next === 'b'} onChoose={() => setNext('b')} />
          </>
        )}
      </div>
      {!byQuery && histogram.data && (
        <div className={classes.histogram}>
          <Histogram data={histogram.data} {...whole} stale={histogram.isFetching} onSelect={choose} marked={[...(a ? [{ name: 'A', ...a }] : []), ...(b ? [{ name: 'B', ...b }] : [])]} />
        </div>
      )}
      {!ready ? (
        <EmptyState title={byQuery ? 'Name the other query' : 'Choose two times'}>
          {byQuery ? 'Values of fields that are more frequent in one than in the other appear here.' : 'Drag over the bars: first for A, such as when all was well, then for B, such as when it was not.'}
        </EmptyState>
      ) : answer.error ? <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
        : !answer.data ? <Loading rows={10} />
          : <DifferenceList data={answer.data} stale={answer.isFetching} onFilter={onFilter} />}
    </div>
  );
}

function SideButton({ name, side, active, onChoose }: { name: string; side: Side | undefined; active: boolean; onChoose: () => void }) {
  return (
    <Button variant={active ? 'light' : 'default'} onClick={onChoose} aria-pressed={active} title={`The next part you drag over becomes ${name}`}>
      <b className={classes.letter} data-side={name.toLowerCase()}>{name}</b>
      {side ? `${formatMoment(side.fromMs).slice(5)} – ${formatMoment(side.toMs).slice(-8)} (${formatNumber(Math.round((side.toMs - side.fromMs) / 1000))} s)` : 'drag over the bars'}
    </Button>
  );
}

function sideOf(text: string): Side | undefined {
  const match = /^(\d+)-(\d+)$/.exec(text);
  const [fromMs, toMs] = [Number(match?.[1]), Number(match?.[2])];
  return match && fromMs < toMs ? { fromMs, toMs } : undefined;
}
