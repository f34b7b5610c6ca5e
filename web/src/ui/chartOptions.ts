import uPlot from 'uplot';

export type ChartSeries = {
  label: string;
  values: (number | null)[];
  /** A CSS colour; `var(--name)` follows the theme. */
  color: string;
  kind: 'line' | 'bars';
  /** How its values are written where the chart's own way does not suit them. */
  format?: (value: number) => string;
};

/** Which steps of the axis of values are round: by tens, by powers of two for bytes, or by clock times for seconds. */
export type Ticks = 'decimal' | 'binary' | 'clock';

const tens = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** (power - 9))).flat();
const steps: Record<Ticks, number[] | undefined> = {
  decimal: undefined,
  binary: Array.from({ length: 60 }, (_, power) => 2 ** power),
  clock: [...tens, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 31_536_000],
};

type ChartSetup = {
  width: number;
  height: number;
  format: (value: number) => string;
  onHover: (index: number | undefined, left: number, width: number) => void;
  onSelect: (from: number, to: number) => void;
  canSelect: boolean;
  zeroBased: boolean;
  ticks: Ticks;
};

/** Colours for series without a meaning of their own; neighbours differ in hue and in lightness. */
export const palette = [
  'var(--spans)', 'var(--samples)', 'var(--logs)', '#e0679b', '#5aa9e6', '#8fbf4d', '#b07bd9', '#e07a4b', '#6b7bd6', '#c9b037',
];

/** A canvas cannot read CSS variables: looks their values up. */
export function resolveColor(color: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  return name === undefined ? color : getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function buildOptions(series: ChartSeries[], setup: ChartSetup): uPlot.Options {
  const bars = uPlot.paths.bars?.({ size: [0.72, 14], radius: 0.18 });
  const axis = {
    stroke: resolveColor('var(--text-faint)'),
    font: "11px 'Inter Variable', system-ui, sans-serif",
    grid: { stroke: resolveColor('var(--line)'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: setup.width,
    height: setup.height,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: setup.canSelect, y: false, setScale: false },
      points: { size: 6 },
    },
    focus: { alpha: 0.2 },
    scales: { x: { time: true, auto: false }, y: { range: setup.zeroBased ? yRange : fittingRange } },
    axes: [
      { ...axis, size: 26, space: 64, gap: 6, grid: { show: false }, values: timeTicks },
      { ...axis, size: axisSize, space: 26, incrs: steps[setup.ticks], gap: 6, values: (_, splits) => splits.map((value) => setup.format(value)) },
    ],
    series: [{}, ...series.map((s) => {
      const color = resolveColor(s.color);
      return s.kind === 'bars'
        ? { label: s.label, stroke: color, fill: color, width: 0, paths: bars, points: { show: false } }
        : { label: s.label, stroke: color, width: 1.6, fill: series.length === 1 ? `${color}1f` : undefined, points: { size: 4, show: isSparse }, spanGaps: false };
    })],
    hooks: {
      setCursor: [(plot) => setup.onHover(plot.cursor.idx ?? undefined, (plot.cursor.left ?? 0) + plot.over.offsetLeft, setup.width > 0 ? plot.width : 0)],
      setSelect: [(plot) => {
        if (plot.select.width < 3) return;
        setup.onSelect(plot.posToVal(plot.select.left, 'x'), plot.posToVal(plot.select.left + plot.select.width, 'x'));
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      }],
    },
  };
}

// Among many points, dots only hide the line; a lone point without one cannot be seen.
const isSparse = (plot: uPlot): boolean => plot.data[0].length <= 30;

/** From zero where nothing is negative: bars and areas lie when they do not start there. */
function yRange(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null) return [0, 1];
  const low = Math.min(0, min);
  const high = max === low ? low + 1 : max;
  return [low < 0 ? low * 1.08 : 0, high + (high - low) * 0.08];
}

/** Around the values, with some air. */
function fittingRange(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null) return [0, 1];
  const air = (max - min || Math.abs(max) || 1) * 0.06;
  // Near zero it shows zero: a line that seems to halve should have halved.
  return min >= 0 && min - air < max * 0.25 ? [0, max + air] : [min - air, max + air];
}

function axisSize(_: uPlot, values: string[] | null): number {
  const longest = (values ?? []).reduce((most, text) => Math.max(most, text?.length ?? 0), 0);
  return Math.max(30, 12 + longest * 6.5);
}

/** Hours and minutes in 24 hours' form, the date where a day begins or the range is long. */
function timeTicks(_: uPlot, splits: number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  return splits.map((seconds) => {
    const moment = new Date(seconds * 1000);
    const date = `${String(moment.getMonth() + 1).padStart(2, '0')}-${String(moment.getDate()).padStart(2, '0')}`;
    const clock = `${String(moment.getHours()).padStart(2, '0')}:${String(moment.getMinutes()).padStart(2, '0')}`;
    if (step >= 86_400 || clock === '00:00') return date;
    return step < 60 ? `${clock}:${String(moment.getSeconds()).padStart(2, '0')}` : clock;
  });
}
