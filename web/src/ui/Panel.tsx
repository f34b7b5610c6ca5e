import type { ReactNode } from 'react';
import classes from './Panel.module.css';

/** A surface with a small head. */
export function Panel({ title, aside, flush = false, children }: { title?: ReactNode; aside?: ReactNode; flush?: boolean; children: ReactNode }) {
  return (
    <section className={classes.panel}>
      {title !== undefined && (
        <header className={classes.head}>
          <h2 className={classes.title}>{title}</h2>
          <div className={classes.aside}>{aside}</div>
        </header>
      )}
      <div className={flush ? undefined : classes.body}>{children}</div>
    </section>
  );
}
