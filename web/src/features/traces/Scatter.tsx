import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import type { PointerEvent } from 'react';
import { millisecondsOf } from './api';
import type { TraceSummary } from './api';
import { ticksOf } from './window';
import { formatClock, formatCount, formatDuration, formatMoment } from '../../lib/format';
import classes from './TracesPage.module.css';

/** A part of the plane of time (milliseconds since 1970) and duration (nanoseconds). */
export type Area = { fromMs: number; toMs: number; minNano: number; maxNano: number };

const height = 170;
const margin = { left: 58, right: 16, top: 12, bottom: 22 };

type ScatterProps = { traces: TraceSummary[]; area: Area | undefined; onOpen: (id: string) => void; onArea: (area: Area | undefined) => void };

/** Each trace as a point, duration (logarithmic) over time: slow ones stand out, failed ones are red. Drag to choose a part. */
export function Scatter({ traces, area, onOpen, onArea }: ScatterProps) {
  const { ref, width } = useElementSize();
  const [draft, setDraft] = useState<{ x: number; y: number; toX: number; toY: number }>();
  const times = traces.map((trace) => millisecondsOf(trace.startUnixNano));
  const logs = traces.map((trace) => Math.log10(Math.max(1, trace.durationNano)));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const [low, high] = [Math.min(...logs) - 0.1, Math.max(...logs) + 0.1];
  const [wide, tall] = [Math.max(1, width - margin.left - margin.right), height - margin.top - margin.bottom];
  const x = (ms: number) => margin.left + ((ms - first) / Math.max(1, last - first)) * wide;
  const y = (log: number) => margin.top + tall - ((log - low) / Math.max(0.01, high - low)) * tall;
  const momentAt = (px: number) => first + ((px - margin.left) / wide) * Math.max(1, last - first);
  const durationAt = (py: number) => 10 ** (low + ((margin.top + tall - py) / tall) * (high - low));

  const press = (down: PointerEvent<SVGSVGElement>) => {
    if ((down.target as Element).tagName === 'circle') return;
    const target = down.currentTarget;
    const box = target.getBoundingClientRect();
    const [startX, startY] = [down.clientX - box.left, down.clientY - box.top];
    target.setPointerCapture(down.pointerId);
    let next: typeof draft;
    target.onpointermove = (event) => {
      next = { x: startX, y: startY, toX: event.clientX - box.left, toY: event.clientY - box.top };
      setDraft(next);
    };
    target.onpointerup = () => {
      target.onpointermove = null;
      target.onpointerup = null;
      setDraft(undefined);
      if (!next || Math.abs(next.toX - next.x) + Math.abs(next.toY - next.y) < 8) return onArea(undefined);
      onArea({
        fromMs: Math.floor(momentAt(Math.min(next.x, next.toX))), toMs: Math.ceil(momentAt(Math.max(next.x, next.toX))),
        minNano: Math.max(0, Math.floor(durationAt(Math.max(next.y, next.toY)))), maxNano: Math.ceil(durationAt(Math.min(next.y, next.toY))),
      });
    };
  };
  const shown = draft ? { left: Math.min(draft.x, draft.toX), right: Math.max(draft.x, draft.toX), top: Math.min(draft.y, draft.toY), bottom: Math.max(draft.y, draft.toY) }
    : area && { left: x(area.fromMs), right: x(area.toMs), top: y(Math.log10(Math.max(1, area.maxNano))), bottom: y(Math.log10(Math.max(1, area.minNano))) };
  return (
    <div className={classes.plot} ref={ref}>
      <svg width={width} height={height} role="img" aria-label="Durations over time" onPointerDown={press}>
        {rounds(low, high).map((power) => (
          <g key={power}><line x1={margin.left} x2={width - margin.right} y1={y(power)} y2={y(power)} /><text x={margin.left - 8} y={y(power)} dy="0.32em" textAnchor="end">{formatDuration(10 ** power)}</text></g>
        ))}
        {ticksOf({ from: 0, to: Math.max(1, last - first) }, Math.max(1, Math.floor(wide / 120))).map((tick) => <text key={tick} x={x(first + tick)} y={height - 6}>{formatClock(new Date(first + tick).toISOString()).slice(0, 8)}</text>)}
        {shown && <rect x={shown.left} y={shown.top} width={Math.max(0, shown.right - shown.left)} height={Math.max(0, shown.bottom - shown.top)} className={classes.area} />}
        {traces.map((trace, index) => (
          <circle key={trace.traceId} cx={x(times[index] ?? 0)} cy={y(logs[index] ?? 0)} r={Math.min(9, 3 + Math.log10(trace.spans))} data-error={trace.errors > 0 || undefined} onClick={() => onOpen(trace.traceId)}>
            <title>{`${trace.rootService} ${trace.rootName}\n${formatDuration(trace.durationNano)}, ${formatCount(trace.spans, 'span')}\n${formatMoment(times[index] ?? 0)}`}</title>
          </circle>
        ))}
      </svg>
    </div>
  );
}

const steps = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]];

/** Logarithms of round durations between two: powers of ten where there are enough of them, else finer ones; the ends when there is none. */
function rounds(low: number, high: number): number[] {
  let all: number[] = [];
  for (const factors of steps) {
    all = [];
    for (let power = Math.floor(low); power <= high; power += 1) all.push(...factors.map((factor) => power + Math.log10(factor)).filter((log) => log >= low && log <= high));
    if (all.length >= 3) return all;
  }
  return all.length > 0 ? all : [low, high];
}

export const isIn = (area: Area, trace: TraceSummary): boolean => {
  const start = millisecondsOf(trace.startUnixNano);
  return start >= area.fromMs && start <= area.toMs && trace.durationNano >= area.minNano && trace.durationNano <= area.maxNano;
};
