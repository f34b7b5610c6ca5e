import type { KeyboardEvent, PointerEvent } from 'react';
import type { Column, Sorting } from './DataTable';
import { Icon } from './icons';
import classes from './DataTable.module.css';

const narrowest = 48;
const keyStep = 16;

type HeadProps<Row> = {
  columns: Column<Row>[];
  template: string;
  /** Widths the reader chose. */
  widths: Record<string, number>;
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting | undefined) => void;
  onResize: (column: string, width: number) => void;
};

export function DataTableHead<Row>({ columns, template, widths, sorting, onSort, onResize }: HeadProps<Row>) {
  return (
    <div role="row" className={classes.head} style={{ gridTemplateColumns: template }}>
      {columns.map((column) => {
        const state = sorting?.column === column.id ? sorting : undefined;
        const order = state === undefined ? undefined : state.descending ? 'descending' : 'ascending';
        return (
          <div key={column.id} role="columnheader" aria-sort={order} className={classes.headCell} data-align={column.align}>
            <button type="button" className={classes.sort} disabled={!column.sortValue} onClick={() => onSort(nextSorting(column.id, state))}>
              <span className={classes.headText}>{column.header}</span>
              {column.note && <span className={classes.note}>{column.note}</span>}
              {order && <Icon name={order === 'descending' ? 'down' : 'up'} size={12} />}
            </button>
            <Grip column={column.id} width={widths[column.id] ?? column.width} onResize={onResize} />
          </div>
        );
      })}
    </div>
  );
}

/** Up, down, and back to the order the rows came in. */
function nextSorting(column: string, state: Sorting | undefined): Sorting | undefined {
  if (state === undefined) return { column, descending: false };
  return state.descending ? undefined : { column, descending: true };
}

function Grip({ column, width, onResize }: { column: string; width: number; onResize: (column: string, width: number) => void }) {
  const widthOf = (grip: HTMLElement) => grip.parentElement?.clientWidth ?? narrowest;
  const start = (down: PointerEvent<HTMLDivElement>) => {
    const grip = down.currentTarget;
    const offset = widthOf(grip) - down.clientX;
    grip.setPointerCapture(down.pointerId);
    grip.onpointermove = (move) => onResize(column, Math.max(narrowest, move.clientX + offset));
    grip.onpointerup = () => (grip.onpointermove = null);
  };
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowLeft' ? -keyStep : event.key === 'ArrowRight' ? keyStep : 0;
    if (step !== 0) onResize(column, Math.max(narrowest, widthOf(event.currentTarget) + step));
  };
  return (
    <div role="separator" aria-orientation="vertical" aria-label={`Width of column ${column}`} aria-valuenow={Math.round(width)} aria-valuemin={narrowest} tabIndex={0} className={classes.grip}
      onPointerDown={start} onKeyDown={press} />
  );
}
