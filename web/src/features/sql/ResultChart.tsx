import { useElementSize } from '@mantine/hooks';
import type { ResultChartData } from './chartData';
import { formatNumber } from '../../lib/format';
import { TimeChart } from '../../ui/TimeChart';
import classes from './SqlPage.module.css';

const lowest = 140;

/** The result over time, as tall as there is room. */
export function ResultChart({ chart, onSelect }: { chart: ResultChartData; onSelect?: (from: number, to: number) => void }) {
  const { ref, height } = useElementSize();
  return (
    <div className={classes.chart}>
      <div className={classes.legend}>
        {chart.series.map((series) => (
          <span key={series.label}><span className={classes.swatch} style={{ background: series.color }} />{series.label}</span>
        ))}
        {chart.left > 0 && <span className={classes.soft}>and {chart.left} smaller ones</span>}
      </div>
      <div ref={ref} className={classes.plot}>
        {height > 0 && <TimeChart times={chart.times} series={chart.series} height={Math.max(lowest, Math.floor(height) - 4)} format={formatNumber} label="Result over time" onSelect={onSelect} />}
      </div>
    </div>
  );
}
