import { roundMoments } from './roundMoments';
import classes from './TimeTicks.module.css';

/** The time axis below a drawing of that width. */
export function TimeTicks({ fromMs, toMs, width }: { fromMs: number; toMs: number; width: number }) {
  return (
    <div className={classes.axis} aria-hidden>
      {roundMoments(fromMs, toMs, width).map((tick) => <span key={tick.ms} style={{ left: ((tick.ms - fromMs) / (toMs - fromMs)) * width }}>{tick.label}</span>)}
    </div>
  );
}
