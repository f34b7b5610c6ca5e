import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef } from 'react';
import type { LiveRecord } from './records';
import { formatClock } from '../../lib/format';
import classes from './LivePage.module.css';

const rowHeight = 28;

type LiveListProps = { records: LiveRecord[]; selected: LiveRecord | undefined; onSelect: (record: LiveRecord) => void };

/** Newest on top. Scrolled down, what one reads stays in place while new records come in above it. */
export function LiveList({ records, selected, onSelect }: LiveListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const newest = useRef(records[0]?.id);
  const virtual = useVirtualizer({ count: records.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 20 });

  useLayoutEffect(() => {
    const added = records.findIndex((record) => record.id === newest.current);
    newest.current = records[0]?.id;
    if (added > 0 && scroller.current && scroller.current.scrollTop > 0) scroller.current.scrollTop += added * rowHeight;
  }, [records]);

  return (
    <div ref={scroller} className={classes.list} role="list" aria-label="Records" tabIndex={0}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const record = records[item.index];
          return record && (
            <div key={record.id} role="listitem" className={classes.item} style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}>
              <button type="button" className={classes.row} data-level={record.level} aria-current={record.id === selected?.id} onClick={() => onSelect(record)}>
                <span className={classes.mark} data-signal={record.signal} title={record.signal} />
                <span className={classes.time}>{formatClock(record.time)}</span>
                <span className={classes.service}>{record.service}</span>
                <span className={classes.text}>{record.text}</span>
                <span className={classes.figure}>{record.figure}</span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
