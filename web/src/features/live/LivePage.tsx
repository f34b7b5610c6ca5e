import { ActionIcon, Button, Chip, Group, TextInput, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { LiveList } from './LiveList';
import { RecordDetails } from './RecordDetails';
import { signals } from './records';
import type { LiveRecord, SignalId } from './records';
import { kept, useLive } from './useLive';
import type { LiveState } from './useLive';
import { formatNumber } from '../../lib/format';
import { useTenant } from '../../lib/tenant';
import { useUrlText } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Page } from '../../ui/Page';
import { Icon } from '../../ui/icons';
import classes from './LivePage.module.css';

const allSignals = signals.map((signal) => signal.id).join(',');

export default function LivePage() {
  const [tenant] = useTenant();
  const [chosenText, setChosenText] = useUrlText('signals', allSignals);
  const [service, setService] = useUrlText('service');
  const [filter, setFilter] = useUrlText('contains');
  const [derived, setDerived] = useUrlText('derived');
  const [paused, setPaused] = useState(false);
  const [selected, setSelected] = useState<LiveRecord>();
  const chosen = signals.map((signal) => signal.id).filter((id) => chosenText.split(',').includes(id));
  const live = useLive(tenant, chosen, service, derived === '1', paused);
  const shown = useMemo(() => live.records.filter((record) => matches(record, filter.toLowerCase())), [live.records, filter]);
  useHotkeys([['P', () => setPaused((old) => !old)]]);

  return (
    <Page fill title="Live" subtitle={<Connection state={live} paused={paused} />} actions={
      <>
        <Chip.Group multiple value={chosen} onChange={(value) => setChosenText(signals.map((s) => s.id).filter((id) => value.includes(id)).join(','))}>
          <Group gap={4}>{signals.map((signal) => <SignalChip key={signal.id} id={signal.id} name={signal.name} />)}</Group>
        </Chip.Group>
        {chosen.includes('samples') && (
          <Tooltip label="Samples computed from spans: traces_spanmetrics_*, traces_service_graph_*">
            <div><Chip checked={derived === '1'} onChange={(on) => setDerived(on ? '1' : '')} size="xs" variant="light" classNames={{ label: classes.chip }}>Derived</Chip></div>
          </Tooltip>
        )}
        <TextInput key={service} className={classes.field} placeholder="Service" aria-label="Service" defaultValue={service}
          onBlur={(event) => setService(event.currentTarget.value.trim())}
          onKeyDown={(event) => event.key === 'Enter' && setService(event.currentTarget.value.trim())}
          rightSection={service && <ActionIcon size="sm" aria-label="All services" onClick={() => setService('')}><Icon name="cross" size={12} /></ActionIcon>} />
        <TextInput className={classes.field} placeholder="Contains" aria-label="Contains" leftSection={<Icon name="search" size={13} />} value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)} />
        <Tooltip label="Key P">
          <Button variant={paused ? 'filled' : 'default'} onClick={() => setPaused(!paused)} leftSection={<Icon name={paused ? 'play' : 'pause'} size={14} />} w={98}>
            {paused ? 'Resume' : 'Pause'}
          </Button>
        </Tooltip>
        <Tooltip label="Clear the list"><ActionIcon aria-label="Clear the list" onClick={live.clear}><Icon name="trash" /></ActionIcon></Tooltip>
      </>
    }>
      {live.error && live.records.length === 0 ? <ErrorState error={live.error} />
        : shown.length === 0 ? <Nothing filtered={live.records.length > 0} chosen={chosen} />
          : <LiveList records={shown} selected={selected} onSelect={setSelected} />}
      <RecordDetails record={selected} onClose={() => setSelected(undefined)} />
    </Page>
  );
}

function matches(record: LiveRecord, words: string): boolean {
  return words === '' || record.text.toLowerCase().includes(words) || record.service.toLowerCase().includes(words);
}

function SignalChip({ id, name }: { id: SignalId; name: string }) {
  return <Chip value={id} size="xs" variant="light" classNames={{ label: classes.chip }}><span className={classes.mark} data-signal={id} />{name}</Chip>;
}

function Connection({ state, paused }: { state: LiveState; paused: boolean }) {
  const text = paused ? 'paused' : { open: 'live', connecting: 'connecting…', lost: 'connection lost, trying again…' }[state.connection];
  return (
    <span className={classes.connection} role="status" data-state={paused ? 'paused' : state.connection}>
      {text}{state.received > 0 && ` · ${formatNumber(state.received)} received`}{state.received > kept && ` · newest ${formatNumber(kept)} kept`}
      {state.overflow && !paused && ' · too many to show all'}
    </span>
  );
}

function Nothing({ filtered, chosen }: { filtered: boolean; chosen: SignalId[] }) {
  if (chosen.length === 0) return <EmptyState title="No signal is chosen" />;
  return filtered ? <EmptyState title="No record contains this">New ones that do appear here.</EmptyState>
    : <EmptyState title="Quiet">Records appear here within a second of their arrival. Home shows how to send some.</EmptyState>;
}
