import { useMemo, useState } from 'react';
import { RowDetails } from './RowDetails';
import type { Cell, SqlColumn, SqlResult } from './api';
import { cellText } from './cells';
import { isNumeric, isWide } from './types';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import classes from './SqlPage.module.css';

const letterWidth = 8;
// Room of the head's smaller letters, and what surrounds a cell and a head.
const noteWidth = 6.8;
const cellPadding = 28;
const headPadding = 44;
const sampled = 60;

/** The rows as they came; numbers are ordered as numbers, whatever their size. A click shows a row in full. */
export function ResultTable({ result }: { result: SqlResult }) {
  const columns = useMemo(() => result.columns.map((column, index) => tableColumn(column, index, result.rows)), [result]);
  const [open, setOpen] = useState<Cell[]>();
  // Whoever marks text to copy it does not want the row to open.
  const show = (row: Cell[]) => window.getSelection()?.type !== 'Range' && setOpen(row);
  return (
    <>
      <DataTable columns={columns} rows={result.rows} label="Result" spread={false} onRowClick={show} />
      <RowDetails columns={result.columns} row={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

function tableColumn(column: SqlColumn, index: number, rows: Cell[][]): Column<Cell[]> {
  const numeric = isNumeric(column.type);
  return {
    id: `${index} ${column.name}`, header: column.name, note: shortType(column.type), width: columnWidth(column, index, rows), mono: true,
    align: numeric ? 'right' : 'left',
    render: (row) => <CellText value={row[index] ?? null} type={column.type} />,
    sortValue: (row) => sortValue(row[index] ?? null, numeric, column.type),
  };
}

function CellText({ value, type }: { value: Cell; type: string }) {
  if (value === null) return <span className={classes.null}>NULL</span>;
  const text = cellText(value, type);
  return <span title={text.length > 24 ? text : undefined}>{text}</span>;
}

function sortValue(value: Cell, numeric: boolean, type: string): string | number | bigint | null {
  if (value === null) return null;
  if (!numeric) return cellText(value, type);
  return isWide(type) && typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : Number(value);
}

function columnWidth(column: SqlColumn, index: number, rows: Cell[][]): number {
  const head = column.name.length * letterWidth + Math.min(24, shortType(column.type).length) * noteWidth + headPadding;
  const longest = rows.slice(0, sampled).reduce((most, row) => Math.max(most, cellText(row[index] ?? '', column.type).length), 0);
  return Math.min(420, Math.max(80, head, longest * letterWidth + cellPadding));
}

/** LowCardinality and time zones say nothing about the values. */
const shortType = (type: string): string => type.replaceAll(/LowCardinality\(([^()]+)\)/g, '$1').replace(/, '[\w/]+'\)$/, ')').replace(/^Enum(8|16)\(.*\)$/s, 'Enum$1');
