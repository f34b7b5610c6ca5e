import { Skeleton } from '@mantine/core';
import { useReadiness } from '../lib/readiness';
import { useTick } from '../lib/useTick';
import classes from './States.module.css';

/** Seconds after which a reader wants to know what is the case. */
const longWait = 4;

/** The shape of what is coming; says so when it is long in coming. */
export function Loading({ rows = 6, height = 18 }: { rows?: number; height?: number }) {
  return (
    <div className={classes.loading} role="status" aria-label="Loading">
      <Waited />
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} width={`${92 - ((row * 17) % 38)}%`} />
      ))}
    </div>
  );
}

function Waited() {
  const { state, fault } = useReadiness();
  const seconds = useTick();
  if (seconds < longWait) return null;
  return <p className={classes.waited}>{state === 'bad' ? `${fault}; this appears when it does.` : `Still asking, for ${seconds} s …`}</p>;
}
