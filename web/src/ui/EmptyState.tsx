import type { ReactNode } from 'react';
import { StarMark } from './icons';
import classes from './States.module.css';

/** Says that there is nothing, and what to do about it. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.state}>
      <div className={classes.faded}><StarMark size={34} /></div>
      <p className={classes.title}>{title}</p>
      {children !== undefined && <div className={classes.text}>{children}</div>}
    </div>
  );
}
