import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { MouseEvent, PointerEvent } from 'react';
import { useHeatmap } from './heatApi';
import type { Heatmap } from './heatApi';
import type { Area } from './Scatter';
import { formatClock, formatCount, formatDuration } from '../../lib/format';
import { durationTicks } from './durationTicks';
import { TimeTicks } from '../../ui/TimeTicks';
import { resolveColor } from '../../ui/chartOptions';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './TracesPage.module.css';

const height = 228;
const left = 58;
const steps = 120;
/** Heights of the time axis and of the line of text below it. */
const foot = 40;
const labelHeight = 14;

/** All matching spans by time and duration, not only the traces listed: the darker, the more. Drag over a part to see what sets it apart. */
export function LatencyHeat({ query, area, onArea }: { query: string; area: Area | undefined; onArea: (area: Area | undefined) => void }) {
  const { data, error, refetch } = useHeatmap(query, steps);
  if (error) return <div className={classes.plot}><ErrorState error={error} onRetry={() => void refetch()} /></div>;
  if (!data) return <div className={classes.plot}><Loading rows={4} /></div>;
  if (data.cells.length === 0) return <div className={classes.plot}><EmptyState title="No span matches" /></div>;
  return <Cells heat={data} area={area} onArea={onArea} />;
}

type Cell = { step: number; row: number };

function Cells({ heat, area, onArea }: { heat: Heatmap; area: Area | undefined; onArea: (area: Area | undefined) => void }) {
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const [under, setUnder] = useState<Cell>();
  const [draft, setDraft] = useState<{ from: Cell; to: Cell }>();
  const [wide, tall] = [Math.max(1, width - left), height - foot];
  const rows = heat.buckets.length;
  const byCell = useMemo(() => new Map(heat.cells.map((cell) => [cell.step * 1000 + cell.bucket, cell])), [heat]);
  useEffect(() => {
    if (canvas.current && width > 0) draw(canvas.current, heat, { wide, tall });
  }, [heat, width, wide, tall, scheme]);

  const cellAt = (event: { clientX: number; clientY: number }, box: DOMRect): Cell => ({
    step: clamp(Math.floor(((event.clientX - box.left) / box.width) * heat.steps), heat.steps), row: clamp(rows - 1 - Math.floor(((event.clientY - box.top) / box.height) * rows), rows),
  });
  const startMs = Number(BigInt(heat.fromUnixNano) / 1_000_000n);
  const momentOf = (step: number) => startMs + (step * heat.stepNano) / 1e6;
  const toArea = (a: Cell, b: Cell): Area => ({
    fromMs: Math.floor(momentOf(Math.min(a.step, b.step))), toMs: Math.ceil(momentOf(Math.max(a.step, b.step) + 1)),
    minNano: Math.floor(heat.buckets[Math.min(a.row, b.row)]?.lowNano ?? 0), maxNano: Math.ceil(heat.buckets[Math.max(a.row, b.row)]?.highNano ?? 0),
  });
  const press = (down: PointerEvent<HTMLCanvasElement>) => {
    const target = down.currentTarget;
    const box = target.getBoundingClientRect();
    const from = cellAt(down, box);
    let to = from;
    target.setPointerCapture(down.pointerId);
    setDraft({ from, to });
    target.onpointermove = (event) => {
      to = cellAt(event, box);
      setDraft({ from, to });
    };
    target.onpointerup = () => {
      target.onpointermove = null;
      target.onpointerup = null;
      setDraft(undefined);
      onArea(toArea(from, to));
    };
  };
  const shown = draft ? toArea(draft.from, draft.to) : area;
  const cell = under && byCell.get(under.step * 1000 + (heat.buckets[under.row]?.bucket ?? -1));
  return (
    <div className={classes.plot} ref={ref}>
      <div className={classes.heatLabels} style={{ height: tall }}>
        {durationTicks(heat).map(({ nano, share }) => <span key={nano} style={{ bottom: Math.max(0, Math.min(tall - labelHeight, share * tall - labelHeight / 2)) }}>{formatDuration(nano)}</span>)}
      </div>
      <div className={classes.heatCells} style={{ marginLeft: left, height: tall }}>
        <canvas ref={canvas} style={{ width: wide, height: tall }} role="img" aria-label="Heatmap of durations" onPointerDown={press}
          onMouseMove={(event: MouseEvent<HTMLCanvasElement>) => setUnder(cellAt(event, event.currentTarget.getBoundingClientRect()))} onMouseLeave={() => setUnder(undefined)} />
        {shown && <i className={classes.heatArea} style={place(shown, heat, { wide, tall, startMs })} />}
      </div>
      <div style={{ marginLeft: left }}><TimeTicks fromMs={startMs} toMs={momentOf(heat.steps)} width={wide} /></div>
      <p className={classes.heatText}>
        {under ? `${formatClock(new Date(momentOf(under.step)).toISOString()).slice(0, 8)} · ${formatDuration(heat.buckets[under.row]?.lowNano ?? 0)} to ${formatDuration(heat.buckets[under.row]?.highNano ?? 0)} · ${formatCount(cell?.spans ?? 0, 'span')}${cell && cell.errors > 0 ? `, ${cell.errors} failed` : ''}`
          : 'Drag over a part to see which attributes set it apart'}
      </p>
    </div>
  );
}

const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));

function place(area: Area, heat: Heatmap, { wide, tall, startMs }: { wide: number; tall: number; startMs: number }) {
  const whole = (heat.steps * heat.stepNano) / 1e6;
  const x = (ms: number) => Math.max(0, Math.min(wide, ((ms - startMs) / whole) * wide));
  const first = heat.buckets.findIndex((bucket) => bucket.highNano > area.minNano);
  const after = heat.buckets.findIndex((bucket) => bucket.lowNano >= area.maxNano);
  const rows = heat.buckets.length;
  const y = (row: number) => (1 - row / rows) * tall;
  const [low, high] = [first < 0 ? rows : first, after < 0 ? rows : after];
  return { left: x(area.fromMs), width: Math.max(2, x(area.toMs) - x(area.fromMs)), top: y(high), height: Math.max(2, y(low) - y(high)) };
}

function draw(canvas: HTMLCanvasElement, { steps: columns, buckets, cells }: Heatmap, { wide: across, tall }: { wide: number; tall: number }) {
  const ratio = window.devicePixelRatio;
  canvas.width = across * ratio;
  canvas.height = tall * ratio;
  const context = canvas.getContext('2d');
  if (!context) return;
  const most = Math.max(1, ...cells.map((cell) => cell.spans));
  const lowest = buckets[0]?.bucket ?? 0;
  const [good, bad] = [resolveColor('var(--spans)'), resolveColor('var(--bad)')];
  const x = (step: number) => Math.round((step * canvas.width) / columns);
  const y = (row: number) => Math.round(((buckets.length - row) * canvas.height) / buckets.length);
  for (const cell of cells) {
    const row = cell.bucket - lowest;
    const [px, py, w, h] = [x(cell.step), y(row + 1), x(cell.step + 1) - x(cell.step), y(row) - y(row + 1)];
    // The root lets rare buckets be seen beside crowded ones.
    context.globalAlpha = 0.16 + 0.84 * Math.sqrt(cell.spans / most);
    context.fillStyle = good;
    // Rows, and on narrow screens columns, are as thin as a few pixels: a gap would make stripes of them.
    const [wide, high] = [w > 5 * ratio ? w - ratio : w, h > 6 * ratio ? h - ratio : h];
    context.fillRect(px, py, wide, high);
    if (cell.errors === 0) continue;
    context.globalAlpha = 0.95;
    context.fillStyle = bad;
    context.fillRect(px, py, Math.max(ratio, wide * (cell.errors / cell.spans)), high);
  }
}
