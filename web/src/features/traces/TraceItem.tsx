import { Checkbox } from '@mantine/core';
import { Link } from 'react-router';
import { millisecondsOf } from './api';
import type { MiniBar, TraceSummary } from './api';
import { serviceColor, serviceTextColor } from './serviceColor';
import { formatCount, formatDuration, formatMoment } from '../../lib/format';
import classes from './TracesPage.module.css';

const servicesShown = 6;

type TraceItemProps = { trace: TraceSummary; to: string; longest: number; chosen: boolean; onChoose: (chosen: boolean) => void };

/** One found trace: what it was, how long it took and why, and its shape. */
export function TraceItem({ trace, to, longest, chosen, onChoose }: TraceItemProps) {
  return (
    <li data-chosen={chosen || undefined}>
      <Checkbox size="xs" checked={chosen} onChange={(event) => onChoose(event.currentTarget.checked)} aria-label={`Choose trace ${trace.traceId} to compare`} className={classes.choose} />
      <Link to={to} className={classes.item}>
        <div className={classes.what}>
          <span className={classes.root}><b style={{ color: serviceTextColor(trace.rootService) }}>{trace.rootService}</b> {trace.rootName}</span>
          {trace.bottleneck && <span className={classes.cause} title={trace.bottleneck}>{trace.bottleneck}</span>}
          <span className={classes.soft}>{formatMoment(millisecondsOf(trace.startUnixNano))} · {formatCount(trace.spans, 'span')}{trace.matched < trace.spans && ` · ${trace.matched} match`}</span>
          <span className={classes.services}>
            {trace.services.slice(0, servicesShown).map((part) => <span key={part.service} data-error={part.errors > 0 || undefined}><i style={{ background: serviceColor(part.service) }} />{part.service} {part.spans}</span>)}
            {trace.services.length > servicesShown && <span>+{trace.services.length - servicesShown}</span>}
          </span>
        </div>
        <MiniMap bars={trace.miniMap} />
        <div className={classes.figures}>
          <b>{formatDuration(trace.durationNano)}</b>
          <i className={classes.long} style={{ width: `${Math.max(1, (trace.durationNano / Math.max(1, longest)) * 100)}%` }} data-error={trace.errors > 0 || undefined} />
          {trace.errors > 0 && <span className={classes.bad}>{formatCount(trace.errors, 'error')}</span>}
        </div>
      </Link>
    </li>
  );
}

function MiniMap({ bars }: { bars: MiniBar[] }) {
  const depth = Math.max(1, ...bars.map((bar) => bar.depth + 1));
  return (
    <svg className={classes.mini} viewBox={`0 0 100 ${depth}`} preserveAspectRatio="none" aria-hidden>
      {bars.map((bar, index) => (
        <rect key={index} x={bar.start * 100} y={bar.depth + 0.1} width={Math.max(0.6, bar.width * 100)} height={0.8} style={{ fill: bar.error ? 'var(--bad)' : serviceColor(bar.service) }} />
      ))}
    </svg>
  );
}
