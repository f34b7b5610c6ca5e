import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { request } from '../lib/api';
import classes from './Health.module.css';

const interval = 10_000;

const names = { good: 'Healthy', bad: 'Down', unknown: 'Asking…' } as const;

/** Whether the server can serve, asked now and then. */
export function Health() {
  const { data, error } = useQuery({
    queryKey: ['ready'],
    queryFn: async ({ signal }) => (await request('/-/ready', { signal })).text(),
    refetchInterval: interval,
    retry: false,
  });
  const [state, text]: [keyof typeof names, string] = error ? ['bad', error.message] : data === undefined ? ['unknown', 'asking…'] : ['good', 'server and store answer'];
  return (
    <Tooltip label={text}>
      <span className={classes.health} role="status" aria-label={`Health: ${text}`}>
        <span className={classes.dot} data-state={state} />
        {names[state]}
      </span>
    </Tooltip>
  );
}
