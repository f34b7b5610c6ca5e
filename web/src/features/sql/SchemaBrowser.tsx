import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useSchema } from './api';
import type { SqlTable } from './api';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Icon } from '../../ui/icons';
import classes from './SchemaBrowser.module.css';

/** Tables and columns with their types and descriptions. */
export function SchemaBrowser({ onUse, onClose }: { onUse: (query: string) => void; onClose: () => void }) {
  const { data, error, refetch } = useSchema();
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<string[]>([]);
  const words = filter.toLowerCase();
  const tables = (data?.tables ?? []).filter((table) => table.name.includes(words) || table.columns.some((column) => column.name.includes(words)));
  const toggle = (name: string) => setOpen((old) => (old.includes(name) ? old.filter((other) => other !== name) : [...old, name]));
  return (
    <aside className={classes.browser} aria-label="Tables and columns">
      <div className={classes.head}>
        <TextInput placeholder="Find a table or column" aria-label="Find a table or column" value={filter} onChange={(event) => setFilter(event.currentTarget.value)}
          leftSection={<Icon name="search" size={13} />} style={{ flex: 1 }} />
        <ActionIcon className={classes.close} aria-label="Close" onClick={onClose}><Icon name="cross" size={14} /></ActionIcon>
      </div>
      <div className={classes.list}>
        {error && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Loading rows={9} height={14} />}
        {tables.map((table) => {
          const shown = open.includes(table.name) || (words !== '' && !table.name.includes(words));
          return (
            <div key={table.name}>
              <div className={classes.table}>
                <button type="button" className={classes.name} aria-expanded={shown} title={table.description} onClick={() => toggle(table.name)}>
                  <span className={classes.arrow} data-open={shown || undefined}><Icon name="right" size={12} /></span>
                  {table.name}
                  {table.kind === 'view' && <span className={classes.kind}>view</span>}
                </button>
                <Tooltip label="Newest rows"><ActionIcon size="sm" aria-label={`Newest rows of ${table.name}`} onClick={() => onUse(newest(table))}><Icon name="play" size={12} /></ActionIcon></Tooltip>
              </div>
              {shown && <Columns table={table} words={table.name.includes(words) ? '' : words} />}
            </div>
          );
        })}
      </div>
    </aside>
  );
}

function Columns({ table, words }: { table: SqlTable; words: string }) {
  return (
    <ul className={classes.columns}>
      {table.columns.filter((column) => column.name.includes(words)).map((column) => (
        <li key={column.name} title={column.description}>
          <span>{column.name}</span>
          <span className={classes.type}>{column.type.replaceAll(/LowCardinality\((\w+)\)/g, '$1')}</span>
        </li>
      ))}
    </ul>
  );
}

function newest(table: SqlTable): string {
  const time = table.columns.find((column) => column.type.startsWith('DateTime'));
  return `SELECT *\nFROM ${table.name}${time ? `\nORDER BY ${time.name} DESC` : ''}\nLIMIT 100`;
}
