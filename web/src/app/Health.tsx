import { Tooltip } from '@mantine/core';
import { useReadiness } from '../lib/readiness';
import classes from './Health.module.css';

const names = { good: 'Healthy', bad: 'Down', asking: 'Asking…' } as const;

/** Whether the server can serve. */
export function Health() {
  const { state, fault } = useReadiness();
  const text = { good: 'server and store answer', bad: fault, asking: 'asking…' }[state];
  return (
    <Tooltip label={text}>
      <span className={classes.health} role="status" aria-label={`Health: ${text}`}>
        <span className={classes.dot} data-state={state} />
        {names[state]}
      </span>
    </Tooltip>
  );
}
