import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { reachable, snippets } from './snippets';
import type { Endpoints } from './api';
import { useTenant } from '../../lib/tenant';
import { CopyButton } from '../../ui/CopyButton';
import classes from './SendData.module.css';

/** How to send data, ready to copy. */
export function SendData({ endpoints }: { endpoints: Endpoints }) {
  const [tenant] = useTenant();
  const all = snippets(reachable(endpoints, window.location.hostname), tenant);
  const [chosen, setChosen] = useState(0);
  const snippet = all[chosen];
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = (chosen + step + all.length) % all.length;
    setChosen(next);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div>
      <div className={classes.tabs} role="tablist" aria-label="Ways to send data" onKeyDown={move}>
        {all.map((entry, index) => (
          <button key={entry.id} type="button" role="tab" aria-selected={index === chosen} tabIndex={index === chosen ? 0 : -1}
            className={classes.tab} onClick={() => setChosen(index)}>
            {entry.name}
          </button>
        ))}
      </div>
      {snippet && (
        <div role="tabpanel" aria-label={snippet.name}>
          <p className={classes.note}>{snippet.note}</p>
          <div className={classes.code}>
            <pre tabIndex={0}>{snippet.text}</pre>
            <div className={classes.copy}><CopyButton value={snippet.text} /></div>
          </div>
        </div>
      )}
    </div>
  );
}
