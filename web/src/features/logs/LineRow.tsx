import { memo } from 'react';
import type { LogLine } from './api';
import { pieces } from './highlight';
import { levelColor } from './levels';
import { clockOf, fieldOf, plainText } from './lines';
import { Icon } from '../../ui/icons';
import classes from './LineList.module.css';

// Beyond this a row would cost more to draw than anybody reads; the details show all.
const mostLetters = 4000;

type LineRowProps = {
  line: LogLine;
  columns: string[];
  wrap: boolean;
  highlight: RegExp | undefined;
  template: string;
  current: boolean;
  open: boolean;
  onClick: () => void;
};

export const LineRow = memo(function LineRow({ line, columns, wrap, highlight, template, current, open, onClick }: LineRowProps) {
  const body = plainText(line.body);
  const text = body.length > mostLetters ? `${body.slice(0, mostLetters)}…` : body;
  const toggle = () => {
    // Whoever marks text to copy it does not want the row to open.
    if (window.getSelection()?.type !== 'Range') onClick();
  };
  return (
    <div role="row" className={classes.row} data-level={line.level} data-current={current || undefined} data-wrap={wrap || undefined} style={{ gridTemplateColumns: template }} onClick={toggle}>
      <i className={classes.stripe} style={{ background: levelColor(line.level) }} title={line.level} />
      <span role="cell"><button type="button" className={classes.chevron} aria-expanded={open} aria-label="Details" onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}><Icon name={open ? 'down' : 'right'} size={11} /></button></span>
      <span role="cell" className={classes.time}><span className={classes.date}>{clockOf(line).slice(0, 6)}</span>{clockOf(line).slice(6)}</span>
      {columns.map((name) => <span key={name} role="cell" className={classes.cell} title={fieldOf(line, name)}>{fieldOf(line, name)}</span>)}
      <span role="cell" className={classes.body}>
        {pieces(wrap ? text : text.replace(/\s*\n\s*/g, ' ↵ '), highlight).map((piece, index) => (index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece))}
      </span>
    </div>
  );
}, (before, after) => before.line === after.line && before.columns === after.columns && before.wrap === after.wrap && before.highlight === after.highlight
  && before.template === after.template && before.current === after.current && before.open === after.open);
