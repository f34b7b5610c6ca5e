import { EngineCard } from './EngineCard';
import { SendData } from './SendData';
import { ServiceTable } from './ServiceTable';
import { SignalCard } from './SignalCard';
import { Welcome } from './Welcome';
import { homeRange, useOverview } from './api';
import type { Overview } from './api';
import { formatCompact } from '../../lib/format';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import classes from './HomePage.module.css';

export default function HomePage() {
  const { data, error, refetch } = useOverview();
  if (error && !data) return <Page title="Home"><ErrorState error={error} onRetry={() => void refetch()} /></Page>;
  if (!data) return <Page title="Home"><Loading rows={10} /></Page>;
  // Rows of the program's own tables are there from the start: what counts is whether anything of this tenant arrived, ever or now.
  if (data.series === 0 && data.signals.every((signal) => signal.total === 0)) return <Page title="Home"><Welcome overview={data} /></Page>;
  return (
    <Page title="Home" subtitle={summary(data)} actions={<TimeRangePicker fallback={homeRange} />}>
      <div className={classes.grid}>
        {data.signals.map((signal) => <SignalCard key={signal.signal} arrivals={signal} overview={data} />)}
        <div className={classes.wide}>
          <Panel title="Services" aside={`${data.services.length} sent spans or logs`} flush><ServiceTable services={data.services} /></Panel>
        </div>
        <div className={classes.narrow}><EngineCard overview={data} /></div>
        <div className={classes.full}><Panel title="Send your data" aside="any OpenTelemetry SDK works as it is"><SendData endpoints={data.endpoints} /></Panel></div>
      </div>
    </Page>
  );
}

const summary = (data: Overview) => `${formatCompact(data.series)} series · ${data.services.length} services`;
