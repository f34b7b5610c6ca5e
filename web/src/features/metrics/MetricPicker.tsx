import { Button, Popover, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { cloneElement, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { ask } from './api';
import type { Metadata } from './api';
import { firstQuery } from './firstQuery';
import { useTenant } from '../../lib/tenant';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import { Icon } from '../../ui/icons';
import classes from './MetricsPage.module.css';

type Metric = { name: string; type: string; help: string };

/** Every metric there is with its type and help; choosing one gives a query that suits its type. */
export function MetricPicker({ onPick, button }: { onPick: (query: string) => void; button?: ReactElement<{ onClick?: () => void }> }) {
  const [open, { toggle, close }] = useDisclosure();
  return (
    <Popover opened={open} onChange={close} position="bottom-end" width={560} trapFocus>
      <Popover.Target>
        {cloneElement(button ?? <Button variant="default" leftSection={<Icon name="search" size={14} />}>Metrics</Button>, { onClick: toggle })}
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Choice onPick={(metric) => {
          onPick(firstQuery(metric.name, metric.type));
          close();
        }} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choice({ onPick }: { onPick: (metric: Metric) => void }) {
  const [tenant] = useTenant();
  const [search, setSearch] = useState('');
  const { data } = useQuery({
    queryKey: ['metrics', tenant],
    queryFn: async ({ signal }) => {
      const [names, metadata] = await Promise.all([ask<string[]>('label/__name__/values', {}, signal), ask<Metadata>('metadata', {}, signal)]);
      return names.data.map((name): Metric => {
        const known = metadata.data[name]?.[0] ?? metadata.data[name.replace(/_(bucket|count|sum)$/, '')]?.[0];
        return { name, type: known?.type ?? 'unknown', help: known?.help ?? '' };
      });
    },
  });
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return (data ?? []).filter((metric) => words.every((word) => `${metric.name} ${metric.help}`.toLowerCase().includes(word)));
  }, [data, search]);
  return (
    <>
      <TextInput placeholder="Part of a name or of its help" aria-label="Search metrics" value={search} onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus leftSection={<Icon name="search" size={14} />} onKeyDown={(event) => event.key === 'Enter' && found[0] && onPick(found[0])} />
      <div className={classes.choices}>
        <DataTable columns={columns} rows={found} label="Metrics" rowHeight={28} onRowClick={onPick} />
      </div>
    </>
  );
}

const columns: Column<Metric>[] = [
  { id: 'name', header: 'Name', width: 280, mono: true, render: (metric) => metric.name, sortValue: (metric) => metric.name },
  { id: 'type', header: 'Type', width: 84, render: (metric) => metric.type, sortValue: (metric) => metric.type },
  { id: 'help', header: 'Help', width: 170, render: (metric) => metric.help },
];
