import { Constellation } from './Constellation';
import { SendData } from './SendData';
import type { Overview } from './api';
import classes from './Welcome.module.css';

/** Home before anything has arrived: what this is, and the first step. */
export function Welcome({ overview }: { overview: Overview }) {
  return (
    <div className={classes.welcome}>
      <div className={classes.sky}>
        <Constellation />
        <div className={classes.words}>
          <h2>The catalogue is empty, the sky is not</h2>
          <p>Almagest keeps metrics, logs, traces and business figures in one store, and answers questions across all of them. Point something at it:</p>
        </div>
      </div>
      <div className={classes.card}><SendData endpoints={overview.endpoints} /></div>
      <p className={classes.waiting} role="status"><span className={classes.pulse} />Waiting for the first record on {overview.endpoints.otlpHttp.replace('http://', '')} and {overview.endpoints.otlpGrpc.replace('http://', '')}</p>
    </div>
  );
}
