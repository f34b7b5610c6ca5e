import { useComputedColorScheme, useMantineTheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import { at, serviceOf } from './model';
import type { Trace } from './model';
import { clampWindow, isWhole, wholeOf } from './window';
import type { TimeWindow } from './window';
import { serviceColor } from './serviceColor';
import { resolveColor } from '../../ui/chartOptions';
import classes from './Waterfall.module.css';

const height = 56;
const edge = 7;

type OverviewProps = { trace: Trace; window: TimeWindow; onChange: (window: TimeWindow) => void };

/** The whole trace, small. Drag to look at a part of its time; move or stretch the part by its middle or edges; a double click shows all. */
export function Overview({ trace, window, onChange }: OverviewProps) {
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const { primaryColor } = useMantineTheme();
  const [draft, setDraft] = useState<TimeWindow>();
  useEffect(() => {
    if (canvas.current && width > 0) draw(canvas.current, trace, width);
  }, [trace, width, scheme, primaryColor]);

  const shown = draft ?? window;
  const duration = Math.max(1, trace.duration);
  const x = (nano: number) => (nano / duration) * width;

  const press = (down: PointerEvent<HTMLDivElement>) => {
    const box = down.currentTarget.getBoundingClientRect();
    const nano = (event: { clientX: number }) => ((event.clientX - box.left) / Math.max(1, box.width)) * duration;
    const start = nano(down);
    const near = (edgeAt: number) => Math.abs(x(start) - x(edgeAt)) <= edge;
    const zoomed = !isWhole(window, trace.duration);
    const mode = zoomed && near(window.from) ? 'from' : zoomed && near(window.to) ? 'to' : zoomed && start > window.from && start < window.to ? 'move' : 'new';
    const target = down.currentTarget;
    target.setPointerCapture(down.pointerId);
    let next: TimeWindow | undefined;
    target.onpointermove = (event) => {
      const now = nano(event);
      if (Math.abs(x(now) - x(start)) < 3 && !next) return;
      next = { from: () => order(now, window.to), to: () => order(window.from, now), new: () => order(start, now),
        move: () => ({ from: window.from + now - start, to: window.to + now - start }) }[mode]();
      next = clampWindow(next, trace.duration);
      setDraft(next);
    };
    target.onpointerup = () => {
      target.onpointermove = null;
      target.onpointerup = null;
      setDraft(undefined);
      if (next) onChange(next);
    };
  };
  return (
    <div ref={ref} className={classes.overview} onPointerDown={press} onDoubleClick={() => onChange(wholeOf(trace.duration))} role="img" aria-label={`Overview of ${trace.count} spans`}
      title="Drag to zoom, double click to show all">
      <canvas ref={canvas} style={{ width: '100%', height }} />
      <i className={classes.outside} style={{ left: 0, width: x(shown.from) }} />
      <i className={classes.outside} style={{ left: x(shown.to), right: 0 }} />
      {!isWhole(shown, trace.duration) && <i className={classes.brush} style={{ left: x(shown.from), width: Math.max(2, x(shown.to) - x(shown.from)) }} />}
    </div>
  );
}

const order = (a: number, b: number): TimeWindow => ({ from: Math.min(a, b), to: Math.max(a, b) });

/** Every span as a line at its height in the list; where there are more spans than pixels they share one. */
function draw(canvas: HTMLCanvasElement, trace: Trace, width: number) {
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  if (!context) return;
  const colors = trace.services.map(({ service }) => resolveColor(serviceColor(service)));
  const bad = resolveColor('var(--bad)');
  const duration = Math.max(1, trace.duration);
  const thickness = Math.max(ratio, Math.min(4 * ratio, canvas.height / trace.count));
  // Of a hundred thousand spans those of one service and pixel row are the same line again and again: each is drawn once.
  const drawn = new Set<number>();
  for (let span = 0; span < trace.count; span += 1) {
    const y = Math.floor((span / trace.count) * (canvas.height - thickness));
    const left = Math.floor((at(trace.start, span) / duration) * canvas.width);
    const long = Math.max(1, Math.round((at(trace.length, span) / duration) * canvas.width));
    const key = (y * 8192 + left) * 8192 + Math.min(8191, long);
    if (trace.count > 2000) {
      if (drawn.has(key)) continue;
      drawn.add(key);
    }
    context.fillStyle = trace.failed[span] === 1 ? bad : colors[at(trace.service, span)] ?? bad;
    context.globalAlpha = trace.count > 400 ? 0.6 : 0.9;
    context.fillRect(left, y, Math.max(ratio, long), thickness);
  }
}

/** For views that show the same colours. */
export const spanColor = (trace: Trace, span: number): string => serviceColor(serviceOf(trace, span));
