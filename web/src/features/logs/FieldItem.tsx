import { ActionIcon, Tooltip } from '@mantine/core';
import type { LogField } from './api';
import { levelColor } from './levels';
import { formatCompact, formatNumber } from '../../lib/format';
import { Icon } from '../../ui/icons';
import classes from './FieldSidebar.module.css';

const types: Record<string, { sign: string; name: string }> = {
  number: { sign: '#', name: 'number' }, boolean: { sign: '±', name: 'true or false' }, string: { sign: 'a', name: 'text' },
};

type FieldItemProps = {
  field: LogField;
  /** How many lines were looked at. */
  lines: number;
  open: boolean;
  column: boolean;
  onToggle: () => void;
  onFilter: (value: string, not: boolean) => void;
  onColumn: () => void;
};

export function FieldItem({ field, lines, open, column, onToggle, onFilter, onColumn }: FieldItemProps) {
  const type = types[field.type] ?? { sign: 'a', name: field.type };
  return (
    <li className={classes.field}>
      <div className={classes.title}>
        <button type="button" className={classes.name} aria-expanded={open} onClick={onToggle}>
          <span className={classes.type} title={type.name}>{type.sign}</span>
          <span className={classes.text} title={field.name}>{field.name}</span>
          <span className={classes.count} title={`in ${formatNumber(field.lines)} of ${formatNumber(lines)} lines, ${formatNumber(field.distinct)} different values`}>{percent(field.lines, lines)}</span>
        </button>
        <Tooltip label={column ? 'Remove the column' : 'Show as column'}>
          <ActionIcon size="sm" className={classes.button} data-on={column || undefined} aria-pressed={column} aria-label={`Column ${field.name}`} onClick={onColumn}><Icon name="column" size={13} /></ActionIcon>
        </Tooltip>
      </div>
      {open && (
        <ul className={classes.values}>
          {field.top.map(({ value, lines: count }) => (
            <li key={value} className={classes.value}>
              <button type="button" className={classes.pick} title={value} onClick={() => onFilter(value, false)}>
                <span className={classes.text}>{value}</span><span className={classes.count} title={`${formatNumber(count)} lines`}>{formatCompact(count)} · {percent(count, lines)}</span>
                <i style={{ width: `${(count / Math.max(1, lines)) * 100}%`, background: field.name === 'level' ? levelColor(value) : undefined }} />
              </button>
              <ActionIcon size="sm" className={classes.button} aria-label={`Filter out ${field.name} ${value}`} title="Without lines with this value" onClick={() => onFilter(value, true)}><Icon name="minus" size={12} /></ActionIcon>
            </li>
          ))}
          {field.distinct > field.top.length && <li className={classes.none}>{formatNumber(field.distinct)} different values</li>}
        </ul>
      )}
    </li>
  );
}

function percent(part: number, whole: number): string {
  const share = (part / Math.max(1, whole)) * 100;
  return share > 0 && share < 0.1 ? '<0.1 %' : `${Number(share.toPrecision(share < 10 ? 1 : 3))} %`;
}
