import { useState } from 'react';
import type { Target } from './api';
import type { Labels } from '../metrics/api';
import { formatAgo, formatDuration } from '../../lib/format';
import { Icon } from '../../ui/icons';
import classes from './TargetsPage.module.css';

/** One target; opened it shows its labels before relabelling. */
export function TargetRow({ target }: { target: Target }) {
  const [open, setOpen] = useState(false);
  // Prometheus writes the year 1 for "never".
  const scraped = Date.parse(target.lastScrape) > 0;
  return (
    <div className={classes.target}>
      <div className={classes.line}>
        <button type="button" className={classes.opener} aria-expanded={open} aria-label={`Labels of ${target.scrapeUrl} before relabelling`} onClick={() => setOpen(!open)}><Icon name={open ? 'up' : 'down'} size={14} /></button>
        <span className={classes.health} data-health={target.health}>{target.health}</span>
        <a href={target.globalUrl} className={classes.url} target="_blank" rel="noreferrer">{target.scrapeUrl}</a>
        <span className={classes.when}>
          {scraped ? `${formatAgo(Date.parse(target.lastScrape), Date.now())} in ${formatDuration(target.lastScrapeDuration * 1e9)}` : 'not yet scraped'} · every {target.scrapeInterval}
        </span>
      </div>
      <LabelList labels={target.labels} />
      {target.lastError !== '' && <p className={classes.error} role="alert">{target.lastError}</p>}
      {open && <div className={classes.before}><span>before relabelling</span><LabelList labels={target.discoveredLabels} /></div>}
    </div>
  );
}

function LabelList({ labels }: { labels: Labels }) {
  return <div className={classes.labels}>{Object.entries(labels).map(([name, value]) => <code key={name}>{name}="{value}"</code>)}</div>;
}
