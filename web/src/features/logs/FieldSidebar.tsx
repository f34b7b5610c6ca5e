import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { LogField, LogFields } from './api';
import { FieldItem } from './FieldItem';
import type { Filter } from './filters';
import { formatNumber } from '../../lib/format';
import { Icon } from '../../ui/icons';
import { Loading } from '../../ui/Loading';
import classes from './FieldSidebar.module.css';

/** What one asks first, then what differs between lines, then what all have alike. */
const rank = (field: LogField): number => (field.name === 'level' ? 0 : field.name === 'service' ? 1 : field.distinct > 1 ? 2 : 3);

type FieldSidebarProps = {
  data: LogFields | undefined;
  stale: boolean;
  columns: string[];
  placeOf: (field: string) => Filter['place'];
  onFilter: (filter: Filter) => void;
  onColumn: (name: string) => void;
};

/** The fields of the lines found, with their types and most frequent values. */
export function FieldSidebar({ data, stale, columns, placeOf, onFilter, onColumn }: FieldSidebarProps) {
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<string[]>(['level']);
  if (!data) return <aside className={classes.sidebar} aria-label="Fields"><Loading rows={8} /></aside>;
  const wanted = filter.trim().toLowerCase();
  const shown = data.fields.filter((field) => field.name.toLowerCase().includes(wanted)).sort((a, b) => rank(a) - rank(b));
  return (
    <aside className={classes.sidebar} aria-label="Fields" data-stale={stale || undefined}>
      <div className={classes.head}>
        <TextInput placeholder="Filter fields" aria-label="Filter fields" value={filter} leftSection={<Icon name="search" size={12} />} onChange={(event) => setFilter(event.currentTarget.value)} />
        <p className={classes.note}>
          {formatNumber(data.fields.length)} fields {data.sampled ? <>of the newest {formatNumber(data.lines)} lines <b title="There are more lines than were looked at">sample</b></> : <>of {formatNumber(data.lines)} lines</>}
        </p>
      </div>
      <ul className={classes.list}>
        {shown.map((field) => (
          <FieldItem key={field.name} field={field} lines={data.lines} open={open.includes(field.name)} column={columns.includes(field.name)}
            onToggle={() => setOpen((old) => (old.includes(field.name) ? old.filter((name) => name !== field.name) : [...old, field.name]))}
            onFilter={(value, not) => onFilter({ field: field.name, value, not, place: placeOf(field.name) })} onColumn={() => onColumn(field.name)} />
        ))}
        {shown.length === 0 && <li className={classes.none}>{data.fields.length === 0 ? 'No fields' : 'No field is named so'}</li>}
      </ul>
    </aside>
  );
}
