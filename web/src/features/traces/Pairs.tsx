import { ActionIcon, Tooltip } from '@mantine/core';
import { Link } from 'react-router';
import type { Attribute } from './api';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/icons';
import classes from './SpanPanel.module.css';

type PairsProps = {
  title: string;
  attributes: Attribute[];
  /** Address of the traces that have the pair. */
  find?: (pair: Attribute) => string;
  /** Looks for the pair in this trace. */
  onSearch?: (text: string) => void;
};

const long = 120;

/** Attributes by name; beside each, copying and searching by it. */
export function Pairs({ title, attributes, find, onSearch }: PairsProps) {
  if (attributes.length === 0) return null;
  const sorted = [...attributes].sort((a, b) => (a.key < b.key ? -1 : 1));
  return (
    <section>
      {title !== '' && <h3>{title}</h3>}
      <dl>
        {sorted.map((pair) => (
          <div key={pair.key} className={classes.pair}>
            <dt>{pair.key}</dt>
            <dd data-type={pair.type}>{pair.value.length > long || pair.value.includes('\n') ? <pre>{pretty(pair)}</pre> : pair.value}</dd>
            <span className={classes.actions}>
              {onSearch && <Tooltip label="Spans of this trace with it"><ActionIcon size="xs" aria-label={`Search this trace for ${pair.key}`} onClick={() => onSearch(`${pair.key}=${pair.value}`)}><Icon name="search" size={12} /></ActionIcon></Tooltip>}
              {find && <Tooltip label="Traces with it"><ActionIcon size="xs" component={Link} to={find(pair)} aria-label={`Find traces by ${pair.key}`}><Icon name="traces" size={12} /></ActionIcon></Tooltip>}
              <CopyButton value={pair.value} label={`Copy ${pair.key}`} />
            </span>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** JSON is indented; any other text stays as it is. */
function pretty({ value, type }: Attribute): string {
  if (type !== 'm' && type !== 'a' && !/^[[{]/.test(value)) return value;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    // Only looked like JSON.
    return value;
  }
}
