import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { ApiError } from '../lib/api';
import { Icon } from './icons';
import classes from './States.module.css';

/** What went wrong in the server's words, its code, and a way to try again where that can help. */
export function ErrorState({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const known = error instanceof ApiError ? error : undefined;
  // The same question gets the same answer.
  const refused = known !== undefined && [400, 403, 404, 413, 422].includes(known.status);
  return (
    <div className={classes.state} role="alert">
      <div className={classes.bad}><Icon name="warning" size={28} /></div>
      <p className={classes.title}>{known?.title === 'Bad Request' ? 'The server cannot read this' : known?.title ?? 'Something went wrong'}</p>
      <div className={classes.message}>{error.message}</div>
      {known?.line !== undefined && <div className={classes.message}>line {known.line}{known.column !== undefined && `, column ${known.column}`}</div>}
      {known?.code && <code className={classes.code}>{known.code}</code>}
      <div className={classes.buttons}>
        {onRetry && !refused && <Button variant="default" onClick={onRetry}>Try again</Button>}
        {known?.help && <Button variant="subtle" component={Link} to={known.help}>What this means</Button>}
      </div>
    </div>
  );
}
