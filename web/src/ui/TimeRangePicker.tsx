import { ActionIcon, Button, Group, Menu, Popover, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { formatMoment } from '../lib/format';
import { rangeLabel, refreshIntervals } from '../lib/timeRange';
import type { TimeRange } from '../lib/timeRange';
import { useTimeRange } from '../lib/useTimeRange';
import { Icon } from './icons';
import { TimeRangeForm } from './TimeRangeForm';
import classes from './TimeRangePicker.module.css';

type TimeRangePickerProps = {
  /** What the page shows when the address names no range. */
  fallback?: TimeRange;
  /** Asks anew; without it, all that the page has asked for is asked again. */
  onRefresh?: () => void;
};

/** Chooses the time range of the page, moves it, and asks anew by hand or by the clock. Its state stands in the address. */
export function TimeRangePicker({ fallback, onRefresh }: TimeRangePickerProps) {
  const { range, setRange, shift, refresh, setRefresh } = useTimeRange(fallback);
  const [open, { toggle, close }] = useDisclosure();
  const queries = useQueryClient();
  const fetching = useIsFetching() > 0;
  const choose = (next: TimeRange) => {
    setRange(next);
    close();
  };
  return (
    <Group gap={6} wrap="nowrap">
      <Group gap={0} wrap="nowrap" className={classes.joined}>
        <Tooltip label="Earlier"><ActionIcon aria-label="Earlier" onClick={() => shift(-0.5, -0.5)}><Icon name="left" size={15} /></ActionIcon></Tooltip>
        <Popover opened={open} onChange={close} position="bottom-end" trapFocus>
          <Popover.Target>
            <Button variant="subtle" color="gray" onClick={toggle} leftSection={<Icon name="clock" size={15} />} className={classes.label} aria-label={`Time range: ${rangeLabel(range, formatMoment)}`}>
              {rangeLabel(range, formatMoment)}
            </Button>
          </Popover.Target>
          <Popover.Dropdown p={0}><TimeRangeForm range={range} onChoose={choose} /></Popover.Dropdown>
        </Popover>
        <Tooltip label="Later"><ActionIcon aria-label="Later" onClick={() => shift(0.5, 0.5)}><Icon name="right" size={15} /></ActionIcon></Tooltip>
        <Tooltip label="Zoom out"><ActionIcon aria-label="Zoom out" onClick={() => shift(-0.5, 0.5)}><Icon name="zoomOut" size={15} /></ActionIcon></Tooltip>
      </Group>
      <Group gap={0} wrap="nowrap" className={classes.joined}>
        <Tooltip label="Refresh">
          <ActionIcon aria-label="Refresh" onClick={onRefresh ?? (() => void queries.refetchQueries({ type: 'active' }))}>
            <span className={fetching ? classes.spin : classes.still}><Icon name="refresh" size={15} /></span>
          </ActionIcon>
        </Tooltip>
        <Menu>
          <Menu.Target>
            <Button variant="subtle" color="gray" px={6} aria-label={`Refresh interval: ${refresh}`} rightSection={<Icon name="down" size={12} />}>
              {refresh === 'off' ? '' : refresh}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {refreshIntervals.map((interval) => (
              <Menu.Item key={interval} onClick={() => setRefresh(interval)} rightSection={interval === refresh ? <Icon name="check" size={14} /> : undefined}>
                {interval === 'off' ? 'By hand' : `Every ${interval}`}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Group>
  );
}
