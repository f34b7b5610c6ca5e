import { Drawer } from '@mantine/core';
import type { Cell, SqlColumn } from './api';
import { cellLines } from './cells';
import { CopyButton } from '../../ui/CopyButton';
import classes from './RowDetails.module.css';

/** One row of a result in full: a line for each column. */
export function RowDetails({ columns, row, onClose }: { columns: SqlColumn[]; row: Cell[] | undefined; onClose: () => void }) {
  return (
    <Drawer opened={row !== undefined} onClose={onClose} position="right" size="min(620px, 100%)" overlayProps={{ backgroundOpacity: 0.15 }} title={<b>Row</b>}>
      <dl className={classes.pairs}>
        {row && columns.map((column, index) => {
          const value = row[index] ?? null;
          const text = value === null ? '' : cellLines(value, column.type);
          return (
            <div key={`${index} ${column.name}`} className={classes.pair}>
              <dt>{column.name}<span>{column.type}</span></dt>
              <dd>{value === null ? <i>NULL</i> : text === '' ? <i>empty</i> : text}</dd>
              {value !== null && text !== '' && <dd className={classes.copy}><CopyButton value={text} label={`Copy ${column.name}`} /></dd>}
            </div>
          );
        })}
      </dl>
    </Drawer>
  );
}
