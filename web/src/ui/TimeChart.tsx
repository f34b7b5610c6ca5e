import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { buildOptions } from './chartOptions';
import type { ChartSeries, Ticks } from './chartOptions';
import { formatMoment, formatNumber } from '../lib/format';
import classes from './TimeChart.module.css';

type TimeChartProps = {
  /** Seconds since 1970, ascending. */
  times: number[];
  series: ChartSeries[];
  /** Ends of the axis in seconds; the data's own when absent. */
  from?: number;
  to?: number;
  height?: number;
  format?: (value: number) => string;
  /** Called with seconds when the reader drags over a part. */
  onSelect?: (from: number, to: number) => void;
  /** The series to bring out, by its place; the others fade. None when absent or -1. */
  focused?: number;
  /** Whether the axis of values begins at zero; otherwise it fits the values. */
  zeroBased?: boolean;
  ticks?: Ticks;
  /** What the chart shows, for readers who do not see it. */
  label: string;
};

type Hover = { index: number; left: number; width: number };

/** Values over time. Colours are CSS variables, so a chart follows the theme. */
export function TimeChart({ times, series, from, to, height = 200, format = formatNumber, onSelect, focused = -1, zeroBased = true, ticks = 'decimal', label }: TimeChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  const [hover, setHover] = useState<Hover>();
  const scheme = useComputedColorScheme();
  const shape = series.map((s) => `${s.label}|${s.color}|${s.kind}`).join('\n');

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const options = buildOptions(series, {
      width: Math.max(element.clientWidth, 60), height, format, zeroBased, ticks,
      onHover: (index, left, width) => setHover(index === undefined ? undefined : { index, left, width }),
      onSelect: (start, end) => select.current?.(start, end),
      canSelect: select.current !== undefined,
    });
    const plot = new uPlot(options, [[], ...series.map(() => [])], element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: Math.max(element.clientWidth, 60), height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = null;
    };
    // Data come by the effect below; only what the canvas itself is made of builds it anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shape, scheme, height, format, zeroBased, ticks]);

  useEffect(() => {
    const plot = chart.current;
    if (!plot) return;
    plot.batch(() => {
      plot.setData([times, ...series.map((s) => s.values)], false);
      const first = from ?? times[0] ?? 0;
      const last = to ?? times.at(-1) ?? 1;
      plot.setScale('x', { min: first, max: last > first ? last : first + 1 });
    });
  }, [times, series, from, to, shape, scheme, height, format, zeroBased, ticks]);

  useEffect(() => {
    chart.current?.setSeries(focused < 0 ? null : focused + 1, { focus: focused >= 0 });
  }, [focused]);

  const time = hover ? times[hover.index] : undefined;
  return (
    <div className={classes.chart} role="img" aria-label={label}>
      <div ref={host} style={{ height }} />
      {hover && time !== undefined && (
        <div className={classes.tip} style={hover.left > hover.width / 2 ? { right: hover.width - hover.left + 14 } : { left: hover.left + 14 }}>
          <div className={classes.time}>{formatMoment(time * 1000)}</div>
          {ranked(series, hover.index).map((s) => (
            <div key={s.label} className={classes.row}>
              <span className={classes.dot} style={{ background: s.color }} />
              <span className={classes.name}>{s.label}</span>
              <b>{(s.format ?? format)(s.values[hover.index] ?? 0)}</b>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

const shownInTip = 12;

/** The largest first: with many series the tip shows those that matter. */
function ranked(series: ChartSeries[], index: number): ChartSeries[] {
  return series.filter((s) => s.values[index] != null)
    .sort((a, b) => (b.values[index] ?? 0) - (a.values[index] ?? 0)).slice(0, shownInTip);
}
