import { useElementSize } from '@mantine/hooks';
import { millisecondsOf } from './api';
import type { TraceSummary } from './api';
import { formatCount, formatDuration, formatMoment } from '../../lib/format';
import classes from './TracesPage.module.css';

const height = 150;
const margin = 14;

/** Each trace as a point, duration (logarithmic) over time: slow ones stand out, failed ones are red. */
export function Scatter({ traces, onOpen }: { traces: TraceSummary[]; onOpen: (id: string) => void }) {
  const { ref, width } = useElementSize();
  const times = traces.map((trace) => millisecondsOf(trace.startUnixNano));
  const logs = traces.map((trace) => Math.log10(Math.max(1, trace.durationNano)));
  const [first, last, low, high] = [Math.min(...times), Math.max(...times), Math.min(...logs), Math.max(...logs)];
  const x = (index: number) => margin + (((times[index] ?? 0) - first) / Math.max(1, last - first)) * Math.max(0, width - 2 * margin);
  const y = (index: number) => height - margin - (((logs[index] ?? 0) - low) / Math.max(0.01, high - low)) * (height - 2 * margin);
  return (
    <div className={classes.scatter} ref={ref}>
      <svg width={width} height={height} role="img" aria-label="Durations over time">
        {traces.map((trace, index) => (
          <circle key={trace.traceId} cx={x(index)} cy={y(index)} r={Math.min(9, 3 + Math.log10(trace.spans))} data-error={trace.errors > 0 || undefined} onClick={() => onOpen(trace.traceId)}>
            <title>{`${trace.rootService} ${trace.rootName}\n${formatDuration(trace.durationNano)}, ${formatCount(trace.spans, 'span')}\n${formatMoment(times[index] ?? 0)}`}</title>
          </circle>
        ))}
      </svg>
      <span className={classes.high}>{formatDuration(10 ** high)}</span>
      <span className={classes.low}>{formatDuration(10 ** low)}</span>
    </div>
  );
}
