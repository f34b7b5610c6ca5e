import { useEffect } from 'react';
import type { ReactNode } from 'react';
import classes from './Page.module.css';

type PageProps = {
  title: string;
  /** A few words beside the title. */
  subtitle?: ReactNode;
  /** What stands at the right end of the head. */
  actions?: ReactNode;
  /** Fills the window, with parts that scroll by themselves, instead of scrolling as a whole. */
  fill?: boolean;
  children: ReactNode;
};

/** The frame of every page: title, actions, body. */
export function Page({ title, subtitle, actions, fill = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Almagest`;
  }, [title]);
  return (
    <div className={fill ? `${classes.page} ${classes.fill}` : classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        {subtitle !== undefined && <div className={classes.subtitle}>{subtitle}</div>}
        <div className={classes.actions}>{actions}</div>
      </header>
      <div className={classes.body}>{children}</div>
    </div>
  );
}
