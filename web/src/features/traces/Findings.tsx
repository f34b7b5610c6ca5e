import { nameOf } from './model';
import type { Trace } from './model';
import { serviceColor } from './serviceColor';
import { formatDuration } from '../../lib/format';
import classes from './TracePage.module.css';

// More would push the spans out of sight; the rest is found by `e` and in the list.
const most = 6;

/** What the analysis found, each a way to the spans it speaks of. */
export function Findings({ trace, onSelect }: { trace: Trace; onSelect: (span: number) => void }) {
  const { bottleneck, repetitions, errors } = trace;
  const hidden = Math.max(0, errors.length - most) + Math.max(0, repetitions.length - most);
  return (
    <div className={classes.findings}>
      {bottleneck && (
        <button type="button" className={classes.finding} data-kind="bottleneck" title={bottleneck.reason} onClick={() => onSelect(bottleneck.span)}>
          <b>{bottleneck.sentence}</b><span>{bottleneck.reason}</span>
        </button>
      )}
      {errors.slice(0, most).map((error) => (
        <button key={error.span} type="button" className={classes.finding} data-kind="error" onClick={() => onSelect(error.span)}>
          <b>Failed first: {nameOf(trace, error.span)}</b><span>{[error.type, error.message].filter(Boolean).join(': ')}{error.affected > 0 && ` · ${error.affected} above failed with it`}</span>
        </button>
      ))}
      {repetitions.slice(0, most).map((each) => (
        <button key={`${each.kind}${each.spans[0]}`} type="button" className={classes.finding} data-kind="repetition" onClick={() => onSelect(each.spans[0] ?? each.parent)}>
          <b>{each.kind === 'retry' ? `Tried ${each.spans.length} times` : `${each.spans.length} equal calls one after the other`}: {nameOf(trace, each.spans[0] ?? each.parent)}</b>
          <span>{formatDuration(each.durationNano)} in total{each.kind === 'retry' && (each.succeeded ? ', then it worked' : ', all failed')}</span>
        </button>
      ))}
      {hidden > 0 && <span className={classes.rest}>and {hidden.toLocaleString('en')} more</span>}
      <div className={classes.parts} role="img" aria-label="Time of its own by service">
        {trace.services.filter((part) => part.selfNano > 0).map((part) => (
          <i key={part.service} style={{ flexGrow: part.selfNano, background: serviceColor(part.service) }} title={`${part.service}: ${formatDuration(part.selfNano)} in ${part.spans} spans`} />
        ))}
      </div>
      <ul className={classes.legend}>
        {trace.services.slice(0, 12).map((part) => <li key={part.service}><i style={{ background: serviceColor(part.service) }} />{part.service} <span>{formatDuration(part.selfNano)}</span></li>)}
      </ul>
    </div>
  );
}
