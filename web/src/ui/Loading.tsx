import { Skeleton } from '@mantine/core';
import classes from './States.module.css';

/** The shape of what is coming. */
export function Loading({ rows = 6, height = 18 }: { rows?: number; height?: number }) {
  return (
    <div className={classes.loading} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} width={`${92 - ((row * 17) % 38)}%`} />
      ))}
    </div>
  );
}
