import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { MouseEvent } from 'react';
import { at } from './model';
import type { Trace } from './model';
import { Overview } from './Overview';
import { rowOf } from './rows';
import { TimeAxis } from './TimeAxis';
import { rowHeight, WaterfallRow } from './WaterfallRow';
import type { TimeWindow } from './window';
import classes from './Waterfall.module.css';

export type WaterfallProps = {
  trace: Trace;
  rows: Int32Array;
  closed: Uint8Array;
  marks: Uint8Array | undefined;
  selected: number;
  window: TimeWindow;
  onWindow: (window: TimeWindow) => void;
  onSelect: (span: number) => void;
  onToggle: (span: number) => void;
};

/** Spans as bars in the order of calls; only rows in sight exist, so a hundred thousand spans scroll as ten do. */
export function Waterfall({ trace, rows, closed, marks, selected, window, onWindow, onSelect, onToggle }: WaterfallProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8 });
  const row = rowOf(rows, selected);
  useEffect(() => {
    if (row >= 0) virtual.scrollToIndex(row);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [row, trace]);

  // One listener for all rows: a listener of each would be made anew at every step of scrolling.
  const click = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement;
    const fold = target.closest<HTMLElement>('[data-fold]');
    const place = target.closest<HTMLElement>('[data-span]');
    if (fold) onToggle(Number(fold.dataset['fold']));
    else if (place) onSelect(Number(place.dataset['span']));
  };
  return (
    <div className={classes.waterfall}>
      <Overview trace={trace} window={window} onChange={onWindow} />
      <TimeAxis window={window} duration={trace.duration} onChange={onWindow} />
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="tree" aria-label="Spans" onClick={click}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const span = at(rows, item.index);
            return <WaterfallRow key={span} trace={trace} span={span} top={item.start} from={window.from} to={window.to} selected={span === selected}
              faded={marks !== undefined && marks[span] !== 1} closed={closed[span] === 1} />;
          })}
        </div>
      </div>
    </div>
  );
}
