import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { LogHistogram, Order } from './api';
import type { Filter } from './filters';
import { byLevel, levelColor } from './levels';
import { formatCompact, formatNumber } from '../../lib/format';
import { Icon } from '../../ui/icons';
import classes from './LogsPage.module.css';

type LinesBarProps = {
  total: number | undefined;
  histogram: LogHistogram | undefined;
  order: Order;
  wrap: boolean;
  onOrder: (order: string) => void;
  onWrap: (wrap: boolean) => void;
  onFilter: (filter: Filter) => void;
  /** Opens the fields where they have no room beside the lines. */
  onFields: (() => void) | undefined;
  children?: ReactNode;
};

/** How many lines there are, by level, and how they are shown. */
export function LinesBar({ total, histogram, order, wrap, onOrder, onWrap, onFilter, onFields, children }: LinesBarProps) {
  const counts = new Map<string, number>();
  for (const bar of histogram?.bars ?? []) for (const [level, lines] of Object.entries(bar.levels)) counts.set(level, (counts.get(level) ?? 0) + lines);
  return (
    <div className={classes.bar}>
      {onFields && <Button variant="default" size="compact-xs" onClick={onFields}>Fields</Button>}
      <b className={classes.total} aria-live="polite">{total === undefined ? '…' : `${formatNumber(total)} ${total === 1 ? 'line' : 'lines'}`}</b>
      <span className={classes.levels}>
        {[...counts].sort(([a], [b]) => byLevel(a, b)).map(([level, lines]) => (
          <button key={level} type="button" title={`Only ${level}: ${formatNumber(lines)} lines`} onClick={() => onFilter({ field: 'level', value: level, place: 'attribute' })}>
            <i style={{ background: levelColor(level) }} />{level} <span>{formatCompact(lines)}</span>
          </button>
        ))}
      </span>
      <span className={classes.rest} />
      {children}
      <SegmentedControl value={order} onChange={onOrder} aria-label="Order" data={[{ value: 'newest', label: 'Newest first' }, { value: 'oldest', label: 'Oldest first' }]} />
      <Tooltip label={wrap ? 'One line each' : 'Wrap long lines'}>
        <ActionIcon aria-label="Wrap lines" aria-pressed={wrap} variant={wrap ? 'light' : 'subtle'} color={wrap ? 'indigo' : 'gray'} onClick={() => onWrap(!wrap)}><Icon name="wrap" size={15} /></ActionIcon>
      </Tooltip>
    </div>
  );
}
