import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { Notes } from './Notes';
import { queryRange } from './api';
import { toHeat } from './heatmap';
import type { Heat } from './heatmap';
import { metricsOf } from './queryUnit';
import { formatOf } from './units';
import { useUnits } from './useUnits';
import { useResults } from './useResults';
import type { ViewProps } from './useResults';
import { formatValue } from './values';
import { formatMoment } from '../../lib/format';
import { EmptyState } from '../../ui/EmptyState';
import { Loading } from '../../ui/Loading';
import { TimeTicks } from '../../ui/TimeTicks';
import { resolveColor } from '../../ui/chartOptions';
import classes from './MetricsPage.module.css';

/** A histogram over time: the darker a cell, the more measurements fell into its bucket. */
export default function HeatmapView(props: ViewProps) {
  const outcomes = useResults('range', props, queryRange);
  const heat = useMemo(() => toHeat(outcomes), [outcomes]);
  const families = outcomes.flatMap(({ text }) => metricsOf(text)).map((name) => name.replace(/_bucket$/, ''));
  const [unit] = useUnits(families.slice(0, 1));
  if (outcomes.every((outcome) => outcome.answer === undefined && outcome.error === null)) return <Loading />;
  return (
    <>
      <Notes outcomes={outcomes} />
      {heat ? <Cells heat={heat} format={formatOf(unit)} /> : (
        <EmptyState title="No histogram in the answer">
          <p>A heatmap needs the buckets of a histogram: <code>sum by (le) (rate(http_request_duration_seconds_bucket[5m]))</code>, or of a native one: <code>sum(rate(http_request_duration_seconds[5m]))</code></p>
        </EmptyState>
      )}
    </>
  );
}

/** Rows of a native histogram are many: they get the height to be told apart. */
const heightOf = ({ bounds }: Heat): number => Math.min(540, Math.max(340, bounds.length * 10));

type CellsProps = { heat: Heat; format: (value: number) => string };

function Cells({ heat, format }: CellsProps) {
  const height = heightOf(heat);
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  // More labels than these would run into each other.
  const every = Math.ceil(heat.bounds.length / 16);
  const [under, setUnder] = useState<{ column: number; bucket: number }>();

  useEffect(() => {
    if (canvas.current && width > 0) draw(canvas.current, heat, { width, height });
  }, [heat, width, height, scheme]);

  const move = (event: MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * heat.times.length);
    const bucket = heat.bounds.length - 1 - Math.floor(((event.clientY - box.top) / box.height) * heat.bounds.length);
    setUnder(column in heat.times && bucket in heat.bounds ? { column, bucket } : undefined);
  };
  return (
    <div className={classes.heat}>
      <div className={classes.bounds} style={{ height }}>
        {heat.bounds.map((bound, row) => <span key={bound}>{row % every !== 0 ? '' : bound === Infinity ? '∞' : format(bound)}</span>).reverse()}
      </div>
      <div ref={ref} className={classes.cells}>
        <canvas ref={canvas} style={{ width: '100%', height }} role="img" aria-label={`Heatmap of ${heat.bounds.length} buckets`} onMouseMove={move} onMouseLeave={() => setUnder(undefined)} />
        {width > 0 && <TimeTicks fromMs={(heat.times[0] ?? 0) * 1000} toMs={(heat.times.at(-1) ?? 0) * 1000} width={width} />}
        <div className={classes.under}>
          <span>{under ? describe(heat, under, format) : 'Point at a cell to read it'}</span>
          <span className={classes.scale}>0 <i /> {formatValue(heat.most)}</span>
        </div>
      </div>
    </div>
  );
}

function describe({ times, lowest, bounds, cells }: Heat, { column, bucket }: { column: number; bucket: number }, format: CellsProps['format']): string {
  const lower = format(bucket === 0 ? lowest : bounds[bucket - 1] ?? 0);
  return `${formatMoment((times[column] ?? 0) * 1000)}: ${formatValue(cells[column * bounds.length + bucket] ?? 0)} between ${lower} and ${format(bounds[bucket] ?? 0)}`;
}

function draw(canvas: HTMLCanvasElement, { times, bounds, cells, most }: Heat, { width, height }: { width: number; height: number }) {
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  if (!context || most === 0) return;
  // Whole pixels: cells that overlap by a fraction would show as stripes.
  const left = (column: number) => Math.round((column * canvas.width) / times.length);
  const top = (row: number) => Math.round((row * canvas.height) / bounds.length);
  context.fillStyle = resolveColor('var(--accent)');
  for (let column = 0; column < times.length; column += 1) {
    for (let bucket = 0; bucket < bounds.length; bucket += 1) {
      const count = cells[column * bounds.length + bucket] ?? 0;
      if (count <= 0) continue;
      // The root lets rare buckets be seen beside crowded ones.
      context.globalAlpha = 0.08 + 0.92 * Math.sqrt(count / most);
      const row = bounds.length - 1 - bucket;
      context.fillRect(left(column), top(row), left(column + 1) - left(column), top(row + 1) - top(row) - ratio);
    }
  }
}
