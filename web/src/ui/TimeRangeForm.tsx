import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { parseMoment, quickRanges, rangeLabel } from '../lib/timeRange';
import type { TimeRange } from '../lib/timeRange';
import classes from './TimeRangePicker.module.css';

const hint = 'such as now-2h or 2026-11-20 10:00';

/** Quick ranges beside two fields for any other. */
export function TimeRangeForm({ range, onChoose }: { range: TimeRange; onChoose: (range: TimeRange) => void }) {
  const [from, setFrom] = useState(readable(range.from));
  const [to, setTo] = useState(readable(range.to));
  const now = Date.now();
  const [start, end] = [parseMoment(from, now), parseMoment(to, now)];
  const order = start !== undefined && end !== undefined && start >= end ? 'must be after the start' : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (start !== undefined && end !== undefined && start < end) onChoose({ from: written(from, start), to: written(to, end) });
  };
  return (
    <div className={classes.form}>
      <form onSubmit={submit} className={classes.fields}>
        <TextInput label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} error={start === undefined ? hint : undefined} />
        <TextInput label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} error={end === undefined ? hint : order} />
        <Button type="submit" disabled={start === undefined || end === undefined || order !== undefined}>Apply</Button>
        <p className={classes.zone}>Times of {Intl.DateTimeFormat().resolvedOptions().timeZone}</p>
      </form>
      <div className={classes.quick}>
        {quickRanges.map((quick) => (
          <button key={quick.from} type="button" className={classes.choice} aria-current={quick.from === range.from && quick.to === range.to}
            onClick={() => onChoose(quick)}>
            {rangeLabel(quick, String)}
          </button>
        ))}
      </div>
    </div>
  );
}

/** The address holds UTC; people type the time of their wall. */
function readable(text: string): string {
  if (text.startsWith('now')) return text;
  const moment = new Date(text);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

function written(text: string, ms: number): string {
  return text.trim().startsWith('now') ? text.trim() : new Date(ms).toISOString();
}
