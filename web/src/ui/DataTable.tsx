import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { DataTableHead } from './DataTableHead';
import classes from './DataTable.module.css';

export type Column<Row> = {
  id: string;
  header: ReactNode;
  /** Small text under the header, such as a type. */
  note?: string;
  /** First width in pixels; the reader may change it. */
  width: number;
  align?: 'left' | 'right';
  mono?: boolean;
  render: (row: Row) => ReactNode;
  /** What rows are ordered by; a column without it cannot be sorted. */
  sortValue?: (row: Row) => string | number | bigint | null;
};

export type Sorting = { column: string; descending: boolean };

type DataTableProps<Row> = {
  columns: Column<Row>[];
  rows: readonly Row[];
  /** Names the table for readers who do not see it. */
  label: string;
  rowHeight?: number;
  /** Whether columns share what room is left, as they do unless told otherwise. */
  spread?: boolean;
  initialSorting?: Sorting;
  onRowClick?: (row: Row) => void;
  /** The row under the pointer; undefined when it leaves. */
  onRowHover?: (row: Row | undefined) => void;
};

/** On narrow screens no column leaves room for less than one other. */
const widest = '46vw';

/** A table of any length: only rows in sight exist in the document. Sorts by column, columns can be resized; arrows and Enter choose a row as a click does. */
export function DataTable<Row>({ columns, rows, label, rowHeight = 30, spread = true, initialSorting, onRowClick, onRowHover }: DataTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<Sorting | undefined>(initialSorting);
  const [widths, setWidths] = useState<Record<string, number>>({});
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting]);
  const least = (c: Column<Row>) => (widths[c.id] === undefined ? `min(${c.width}px, ${widest})` : `${widths[c.id]}px`);
  const template = columns.map((c) => (widths[c.id] === undefined && spread ? `minmax(${least(c)}, ${c.width}fr)` : least(c))).join(' ');
  const virtual = useVirtualizer({ count: sorted.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 });

  const [active, setActive] = useState(-1);
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    // Keys of what stands in the table, such as a head, are its own.
    if (!onRowClick || event.target !== event.currentTarget) return;
    const row = sorted[active];
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: sorted.length - 1 }[event.key];
    if (event.key === 'Enter' && row !== undefined) onRowClick(row);
    if (next === undefined) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(sorted.length - 1, next));
    setActive(place);
    virtual.scrollToIndex(place);
  };

  return (
    <div ref={scroller} className={classes.scroller} role="table" aria-label={label} aria-rowcount={sorted.length + 1} tabIndex={0} onKeyDown={press} onBlur={() => setActive(-1)}>
      <div className={classes.sheet} style={{ minWidth: `calc(${columns.map(least).join(' + ') || '0px'})` }}>
        <DataTableHead columns={columns} template={template} widths={widths} sorting={sorting} onSort={setSorting}
          onResize={(id, width) => setWidths((old) => ({ ...old, [id]: width }))} />
        <div className={classes.rows} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = sorted[item.index];
            if (row === undefined) return null;
            return (
              <div key={item.key} role="row" aria-rowindex={item.index + 2} aria-current={item.index === active || undefined} className={onRowClick ? `${classes.row} ${classes.clickable}` : classes.row}
                style={{ gridTemplateColumns: template, height: rowHeight, transform: `translateY(${item.start}px)` }}
                onClick={onRowClick && (() => onRowClick(row))} onPointerEnter={onRowHover && (() => onRowHover(row))} onPointerLeave={onRowHover && (() => onRowHover(undefined))}>
                {columns.map((column) => (
                  <div key={column.id} role="cell" className={classes.cell} data-align={column.align} data-mono={column.mono || undefined}>{column.render(row)}</div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function sortRows<Row>(rows: readonly Row[], columns: Column<Row>[], sorting: Sorting | undefined): readonly Row[] {
  const value = columns.find((column) => column.id === sorting?.column)?.sortValue;
  if (!sorting || !value) return rows;
  const sign = sorting.descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: value(row) }));
  keyed.sort((a, b) => {
    // What is absent comes last in both directions.
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return a.key < b.key ? -sign : a.key > b.key ? sign : 0;
  });
  return keyed.map(({ row }) => row);
}
