import { ActionIcon, Menu, SegmentedControl, TextInput, Tooltip, Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Trace } from './model';
import { linkTo } from '../../lib/urlState';
import { Icon } from '../../ui/icons';
import classes from './TracePage.module.css';

const names = [{ value: 'waterfall', label: 'Waterfall' }, { value: 'flame', label: 'Flame' }, { value: 'list', label: 'Spans' }, { value: 'map', label: 'Map' }];

type TraceActionsProps = { trace: Trace; view: string; onView: (view: string) => void; onHelp: () => void };

/** Views, comparing with another trace, sharing, help. */
export function TraceActions({ trace, view, onView, onHelp }: TraceActionsProps) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [other, setOther] = useState('');
  const { copy, copied } = useClipboard();
  const compare = (event: FormEvent) => {
    event.preventDefault();
    if (other.trim() !== '') void navigate(linkTo(`/explore/traces/compare?a=${trace.id}&b=${encodeURIComponent(other.trim())}`, search));
  };
  return (
    <>
      <SegmentedControl value={names.some(({ value }) => value === view) ? view : 'waterfall'} onChange={onView} data={names} aria-label="View" />
      <Menu closeOnItemClick={false} trapFocus={false}>
        <Menu.Target><Button variant="default" rightSection={<Icon name="down" size={12} />}>Compare</Button></Menu.Target>
        <Menu.Dropdown>
          <form className={classes.compare} onSubmit={compare}>
            <TextInput label="With the trace" placeholder="trace id" value={other} onChange={(event) => setOther(event.currentTarget.value)} data-autofocus />
            <Button type="submit" disabled={other.trim() === ''}>Compare</Button>
          </form>
        </Menu.Dropdown>
      </Menu>
      <Menu>
        <Menu.Target><Button variant="default">{copied ? 'Copied' : 'Share'}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="copy" size={14} />} onClick={() => copy(window.location.href)}>Copy the address of this view</Menu.Item>
          <Menu.Item leftSection={<Icon name="copy" size={14} />} onClick={() => copy(trace.id)}>Copy the trace id</Menu.Item>
          <Menu.Item leftSection={<Icon name="logs" size={14} />} onClick={() => void navigate(linkTo(`/explore/logs?language=search&q=${encodeURIComponent(`trace_id:${trace.id}`)}`, search))}>Logs of the trace</Menu.Item>
          <Menu.Item leftSection={<Icon name="download" size={14} />} component="a" href={`/api/vault/traces/${trace.id}`} target="_blank">As JSON</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label="Keys"><ActionIcon aria-label="Keys" visibleFrom="sm" onClick={onHelp}>?</ActionIcon></Tooltip>
    </>
  );
}
