import { useElementSize } from '@mantine/hooks';
import { useMemo, useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import type { LogHistogram } from './api';
import { byLevel, levelColor } from './levels';
import { formatCompact, formatMoment, formatNumber } from '../../lib/format';
import { roundMoments } from '../../ui/roundMoments';
import classes from './Histogram.module.css';

const height = 96;
const foot = 18;

export type MarkedRange = { name: string; fromMs: number; toMs: number };

type HistogramProps = {
  data: LogHistogram;
  fromMs: number;
  toMs: number;
  /** The reader dragged over a part. */
  onSelect: (fromMs: number, toMs: number) => void;
  /** Parts to show, such as the two that are compared. */
  marked?: MarkedRange[];
  stale: boolean;
};

/** Lines over time, stacked by level with the worst below. */
export function Histogram({ data, fromMs, toMs, onSelect, marked = [], stale }: HistogramProps) {
  const { ref, width } = useElementSize();
  const [hover, setHover] = useState<number>();
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const begun = useRef<number>(undefined);
  const most = useMemo(() => Math.max(1, ...data.bars.map((bar) => sum(bar.levels))), [data]);
  const span = Math.max(1, toMs - fromMs);
  const x = (ms: number) => ((ms - fromMs) / span) * width;
  const moment = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return fromMs + Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * span;
  };
  const bar = hover === undefined ? undefined : data.bars.find((each) => each.time <= hover && hover < each.time + data.stepMs);
  const end = () => {
    if (drag && Math.abs(x(drag.to) - x(drag.from)) > 4) onSelect(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
    begun.current = undefined;
    setDrag(undefined);
  };

  return (
    <div ref={ref} className={classes.chart} data-stale={stale || undefined}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={`${formatNumber(data.total)} lines over time`}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            begun.current = moment(event);
          }}
          onPointerMove={(event) => {
            const now = moment(event);
            setHover(now);
            if (begun.current !== undefined) setDrag({ from: begun.current, to: now });
          }}
          onPointerUp={end} onPointerCancel={end} onPointerLeave={() => setHover(undefined)}>
          <line x1={0} x2={width} y1={height - foot + 0.5} y2={height - foot + 0.5} className={classes.axis} />
          {data.bars.map((each) => <Bar key={each.time} levels={each.levels} most={most} left={Math.max(0, x(each.time))} right={Math.min(width, x(each.time + data.stepMs))} dim={bar !== undefined && bar !== each} />)}
          {roundMoments(fromMs, toMs, width).map((tick) => <text key={tick.ms} x={x(tick.ms)} y={height - 4} className={classes.tick} textAnchor="middle">{tick.label}</text>)}
          {marked.map((range) => (
            <g key={range.name} className={classes.marked} data-name={range.name}>
              <rect x={x(range.fromMs)} width={Math.max(2, x(range.toMs) - x(range.fromMs))} y={0} height={height - foot} />
              <text x={x(range.fromMs) + 5} y={13}>{range.name}</text>
            </g>
          ))}
          {drag && <rect className={classes.drag} x={Math.min(x(drag.from), x(drag.to))} width={Math.abs(x(drag.to) - x(drag.from))} y={0} height={height - foot} />}
        </svg>
      )}
      {bar && !drag && <Tip bar={bar} stepMs={data.stepMs} left={x(bar.time + data.stepMs / 2)} width={width} />}
      <span className={classes.most}>{formatCompact(most)}</span>
    </div>
  );
}

type Levels = Record<string, number>;

const sum = (levels: Levels): number => Object.values(levels).reduce((total, lines) => total + lines, 0);

function Bar({ levels, most, left, right, dim }: { levels: Levels; most: number; left: number; right: number; dim: boolean }) {
  const full = height - foot - 6;
  const gap = right - left > 4 ? 1 : 0;
  let top = height - foot;
  return (
    <g opacity={dim ? 0.5 : 1}>
      {Object.entries(levels).sort(([a], [b]) => byLevel(a, b)).map(([level, lines]) => {
        // A single error among a million lines must still be seen.
        const size = Math.max(1.5, (lines / most) * full);
        top -= size;
        return <rect key={level} x={left} width={Math.max(1, right - left - gap)} y={top} height={size} fill={levelColor(level)} />;
      })}
    </g>
  );
}

function Tip({ bar, stepMs, left, width }: { bar: { time: number; levels: Levels }; stepMs: number; left: number; width: number }) {
  return (
    <div className={classes.tip} style={left > width / 2 ? { right: width - left + 12 } : { left: left + 12 }}>
      <div className={classes.time}>{formatMoment(bar.time)} – {formatMoment(bar.time + stepMs).slice(-8)}</div>
      {Object.entries(bar.levels).sort(([a], [b]) => byLevel(a, b)).map(([level, lines]) => (
        <div key={level} className={classes.row}><i style={{ background: levelColor(level) }} />{level}<b>{formatNumber(lines)}</b></div>
      ))}
    </div>
  );
}
