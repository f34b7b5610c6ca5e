import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useRef } from 'react';
import type { Ref } from 'react';
import { LineDetails } from './LineDetails';
import type { LineActions } from './LineDetails';
import { LineRow } from './LineRow';
import type { LineList as Lines } from './useLinePages';
import { ActionIcon } from '@mantine/core';
import { Icon } from '../../ui/icons';
import classes from './LineList.module.css';

const rowHeight = 25;

export type LineListHandle = { scrollTo: (index: number) => void; scrollToEnd: () => void };

type LineListProps = {
  lines: Lines;
  columns: string[];
  wrap: boolean;
  highlight: RegExp | undefined;
  selected: number | undefined;
  open: ReadonlySet<number>;
  onSelect: (index: number) => void;
  onToggle: (index: number) => void;
  onRemoveColumn: (name: string) => void;
  actions: LineActions;
  handle?: Ref<LineListHandle>;
  /** Told whether the end of the list is in sight. */
  onEnd?: (atEnd: boolean) => void;
};

/** Lines of any number: only those in sight exist in the document, and further ones are fetched as they come into sight. */
export function LineList({ lines, columns, wrap, highlight, selected, open, onSelect, onToggle, onRemoveColumn, actions, handle, onEnd }: LineListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const count = lines.count + (lines.hasMore ? 1 : 0);
  const virtual = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 16 });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const { show } = lines;

  useEffect(() => show(first, last), [show, first, last, lines.count]);
  // Rows of another shape have other heights.
  useEffect(() => virtual.measure(), [wrap, columns.length, virtual]);
  useImperativeHandle(handle, () => ({
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    scrollToEnd: () => virtual.scrollToIndex(Math.max(0, count - 1), { align: 'end' }),
  }), [virtual, count]);

  const template = `3px 18px 148px ${columns.map(() => 'minmax(70px, 130px)').join(' ')} minmax(0, 1fr)`;
  return (
    <div ref={scroller} className={classes.scroller} role="table" aria-label="Log lines" aria-rowcount={lines.hasMore ? -1 : lines.count} tabIndex={0}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        onEnd?.(scrollHeight - scrollTop - clientHeight < rowHeight * 1.5);
      }}>
      <div className={classes.head} role="row" style={{ gridTemplateColumns: template }}>
        <span /><span /><span role="columnheader">Time</span>
        {columns.map((name) => (
          <span key={name} role="columnheader" className={classes.column} title={name}>
            <span>{name}</span>
            <ActionIcon size={16} aria-label={`Remove column ${name}`} onClick={() => onRemoveColumn(name)}><Icon name="cross" size={10} /></ActionIcon>
          </span>
        ))}
        <span role="columnheader">Line</span>
      </div>
      <div className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const line = lines.at(item.index);
          return (
            <div key={item.key} ref={virtual.measureElement} data-index={item.index} className={classes.item} style={{ transform: `translateY(${item.start}px)` }}>
              {line ? (
                <>
                  <LineRow line={line} columns={columns} wrap={wrap} highlight={highlight} template={template} current={item.index === selected} open={open.has(item.index)}
                    onClick={() => {
                      onSelect(item.index);
                      onToggle(item.index);
                    }} />
                  {open.has(item.index) && <div role="row"><div role="cell"><LineDetails line={line} actions={actions} /></div></div>}
                </>
              ) : <div className={classes.waiting} style={{ height: rowHeight }}><i /></div>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
