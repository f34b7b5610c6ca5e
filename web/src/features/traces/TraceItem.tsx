import { Link } from 'react-router';
import { millisecondsOf } from './api';
import type { MiniBar, TraceSummary } from './api';
import { serviceColor } from './serviceColor';
import { formatCount, formatDuration, formatMoment } from '../../lib/format';
import classes from './TracesPage.module.css';

/** One found trace: what it was, how long it took and why, and its shape. */
export function TraceItem({ trace, to }: { trace: TraceSummary; to: string }) {
  return (
    <li>
      <Link to={to} className={classes.item}>
        <div className={classes.what}>
          <span className={classes.root}><b style={{ color: serviceColor(trace.rootService) }}>{trace.rootService}</b> {trace.rootName}</span>
          <span className={classes.soft}>{formatMoment(millisecondsOf(trace.startUnixNano))} · {formatCount(trace.spans, 'span')} · {formatCount(trace.services.length, 'service')}{trace.matched < trace.spans && ` · ${trace.matched} match`}</span>
          {trace.bottleneck && <span className={classes.soft}>{trace.bottleneck}</span>}
        </div>
        <MiniMap bars={trace.miniMap} />
        <div className={classes.figures}>
          <b>{formatDuration(trace.durationNano)}</b>
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
