import { formatCompact, formatMoment } from '../../lib/format';
import classes from './CatalogPage.module.css';

/** How many series were new in each hour: a bar that stays high tells of labels that change too often. */
export function Churn({ churn }: { churn: { hour: string; created: number }[] }) {
  const most = Math.max(1, ...churn.map((hour) => hour.created));
  const total = churn.reduce((sum, hour) => sum + hour.created, 0);
  return (
    <div className={classes.churn} role="img" aria-label={`${total} series were new in the last ${churn.length} hours`}>
      <span>new series per hour</span>
      <div className={classes.bars}>
        {churn.map((hour) => <i key={hour.hour} style={{ height: `${(hour.created / most) * 100}%` }} title={`${formatMoment(Date.parse(hour.hour))}: ${formatCompact(hour.created)}`} />)}
      </div>
    </div>
  );
}
