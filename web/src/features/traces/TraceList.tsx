import { Button, Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { TraceSummary } from './api';
import { TraceItem } from './TraceItem';
import { linkTo, useUrlText } from '../../lib/urlState';
import classes from './TracesPage.module.css';

const sortings: Record<string, { label: string; value: (trace: TraceSummary) => bigint | number }> = {
  latest: { label: 'Latest first', value: (trace) => BigInt(trace.startUnixNano) },
  longest: { label: 'Longest first', value: (trace) => trace.durationNano },
  shortest: { label: 'Shortest first', value: (trace) => -trace.durationNano },
  spans: { label: 'Most spans', value: (trace) => trace.spans },
  errors: { label: 'Most errors', value: (trace) => trace.errors },
};

/** The traces found; two of them can be chosen to be compared. */
export function TraceList({ traces }: { traces: TraceSummary[] }) {
  const [sort, setSort] = useUrlText('sort', 'latest');
  const [chosen, setChosen] = useState<string[]>([]);
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const sorted = useMemo(() => {
    const value = (sortings[sort] ?? sortings['latest'])?.value ?? (() => 0);
    return [...traces].sort((a, b) => (value(a) < value(b) ? 1 : value(a) > value(b) ? -1 : 0));
  }, [traces, sort]);
  const longest = Math.max(1, ...traces.map((trace) => trace.durationNano));
  return (
    <>
      <div className={classes.listHead}>
        <Select aria-label="Order" data={Object.entries(sortings).map(([value, { label }]) => ({ value, label }))} value={sort in sortings ? sort : 'latest'} onChange={(value) => setSort(value ?? 'latest')} allowDeselect={false} w={140} />
        <span>{chosen.length === 1 ? 'Choose one more to compare' : ''}</span>
        {chosen.length === 2 && <Button onClick={() => void navigate(linkTo(`/explore/traces/compare?a=${chosen[0]}&b=${chosen[1]}`, search))}>Compare the two</Button>}
      </div>
      <ol className={classes.list} aria-label="Traces">
        {sorted.map((trace) => (
          <TraceItem key={trace.traceId} trace={trace} to={linkTo(`/explore/traces/${trace.traceId}`, search)} longest={longest} chosen={chosen.includes(trace.traceId)}
            onChoose={(yes) => setChosen((old) => (yes ? [...old.slice(-1), trace.traceId] : old.filter((id) => id !== trace.traceId)))} />
        ))}
      </ol>
    </>
  );
}
