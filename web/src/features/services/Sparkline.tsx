import classes from './ServicesPage.module.css';

type SparklineProps = { values: number[]; /** Part of the values, drawn over them in red. */ errors?: number[]; height?: number };

/** The shape of a series of counts, without axes. */
export function Sparkline({ values, errors, height = 20 }: SparklineProps) {
  const most = Math.max(1, ...values);
  const line = (column: number[]) => column.map((value, index) => `${(index / Math.max(1, column.length - 1)) * 100},${20 - (value / most) * 19}`).join(' ');
  return (
    <svg className={classes.spark} style={{ height }} viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden>
      <polygon points={`0,20 ${line(values)} 100,20`} />
      <polyline points={line(values)} />
      {errors?.some((value) => value > 0) && <polygon points={`0,20 ${line(errors)} 100,20`} data-bad />}
    </svg>
  );
}
