import { useState } from 'react';
import { FieldButtons } from './LineDetails';
import type { LineActions } from './LineDetails';
import { textOf } from './lines';
import type { Json } from './lines';
import { Icon } from '../../ui/icons';
import classes from './LineDetails.module.css';

// Longer lists begin folded.
const fewMembers = 30;

/** A line that is JSON, member by member; members can be folded and filtered by. */
export function JsonTree({ value, path = [], actions }: { value: Json; path?: string[]; actions: LineActions }) {
  const members = Object.entries(value !== null && typeof value === 'object' ? value : {});
  return (
    <ul className={classes.members}>
      {members.map(([name, member]) => <Member key={name} name={name} value={member} path={[...path, name]} actions={actions} indexed={Array.isArray(value)} />)}
    </ul>
  );
}

function Member({ name, value, path, actions, indexed }: { name: string; value: Json; path: string[]; actions: LineActions; indexed: boolean }) {
  const holds = value !== null && typeof value === 'object';
  const size = holds ? Object.keys(value).length : 0;
  const [open, setOpen] = useState(size <= fewMembers && path.length < 4);
  if (holds && size > 0) {
    return (
      <li>
        <button type="button" className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'down' : 'right'} size={10} /> <b>{name}</b> <span>{Array.isArray(value) ? `[${size}]` : `{${size}}`}</span>
        </button>
        {open && <JsonTree value={value} path={path} actions={actions} />}
      </li>
    );
  }
  return (
    <li className={classes.leaf}>
      <b>{name}</b>
      <code data-type={value === null ? 'null' : typeof value}>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
      {/* Items of arrays have no names a query could use. */}
      {!holds && value !== null && !indexed && !path.some((part) => /^\d+$/.test(part)) && <FieldButtons field={path.join('.')} value={textOf(value)} place="json" actions={actions} />}
    </li>
  );
}
