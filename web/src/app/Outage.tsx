import { useQueryClient } from '@tanstack/react-query';
import { useTick } from '../lib/useTick';
import { formatMoment, formatSpan } from '../lib/format';
import { badInterval, useOnRecovery, useReadiness } from '../lib/readiness';
import classes from './Outage.module.css';

/** Says on every page that nobody answers and since when; once somebody does, what the page shows is asked anew. */
export function Outage() {
  const { state, fault, lastGood } = useReadiness();
  const queries = useQueryClient();
  useOnRecovery(() => void queries.refetchQueries({ type: 'active' }));
  if (state !== 'bad') return null;
  return (
    <div className={classes.outage} role="alert">
      <span className={classes.pulse} />
      <span>
        <b>{fault}</b>{lastGood !== undefined && <Since ms={lastGood} />}. <span className={classes.soft}>Trying again every {badInterval / 1000} s; the page goes on by itself.</span>
      </span>
    </div>
  );
}

function Since({ ms }: { ms: number }) {
  useTick();
  return <> since {formatMoment(ms).slice(-8)} ({formatSpan((Date.now() - ms) / 1000)})</>;
}
