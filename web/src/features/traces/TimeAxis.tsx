import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import type { PointerEvent } from 'react';
import { clampWindow, isWhole, ticksOf, wholeOf, zoomWindow } from './window';
import type { TimeWindow } from './window';
import { formatDuration } from '../../lib/format';
import classes from './Waterfall.module.css';

const tickWidth = 92;

type TimeAxisProps = { window: TimeWindow; duration: number; onChange: (window: TimeWindow) => void };

/** Round moments over the bars. Drag over it to zoom in, turn the wheel on it to zoom around the pointer. */
export function TimeAxis({ window, duration, onChange }: TimeAxisProps) {
  const { ref, width } = useElementSize();
  const [draft, setDraft] = useState<{ from: number; to: number }>();
  const length = window.to - window.from;
  const share = (nano: number) => `${((nano - window.from) / length) * 100}%`;

  const press = (down: PointerEvent<HTMLDivElement>) => {
    const target = down.currentTarget;
    const box = target.getBoundingClientRect();
    const nano = (event: { clientX: number }) => window.from + ((event.clientX - box.left) / Math.max(1, box.width)) * length;
    const start = nano(down);
    target.setPointerCapture(down.pointerId);
    let next: TimeWindow | undefined;
    target.onpointermove = (event) => {
      next = { from: Math.min(start, nano(event)), to: Math.max(start, nano(event)) };
      setDraft(next);
    };
    target.onpointerup = () => {
      target.onpointermove = null;
      target.onpointerup = null;
      setDraft(undefined);
      if (next && next.to - next.from > length / 200) onChange(clampWindow(next, duration));
    };
  };
  return (
    <div className={classes.axis}>
      <span className={classes.corner}>
        {isWhole(window, duration) ? 'Service and operation' : <button type="button" onClick={() => onChange(wholeOf(duration))}>Show the whole trace</button>}
      </span>
      <div ref={ref} className={classes.ticks} onPointerDown={press} onDoubleClick={() => onChange(wholeOf(duration))}
        onWheel={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onChange(zoomWindow(window, Math.exp(event.deltaY * 0.002), window.from + ((event.clientX - box.left) / Math.max(1, box.width)) * length, duration));
        }}>
        {ticksOf(window, Math.max(1, Math.floor(width / tickWidth))).map((tick) => <span key={tick} style={{ left: share(tick) }}>{tick === 0 ? '0' : formatDuration(tick)}</span>)}
        {draft && <i className={classes.brush} style={{ left: share(draft.from), width: `${((draft.to - draft.from) / length) * 100}%` }} />}
      </div>
    </div>
  );
}
