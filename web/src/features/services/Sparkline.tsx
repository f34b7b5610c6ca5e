import classes from './ServicesPage.module.css';

/** The shape of a series of counts, without axes. */
export function Sparkline({ values }: { values: number[] }) {
  const most = Math.max(1, ...values);
  const points = values.map((value, index) => `${(index / Math.max(1, values.length - 1)) * 100},${20 - (value / most) * 19}`).join(' ');
  return (
    <svg className={classes.spark} viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden>
      <polyline points={points} />
    </svg>
  );
}
