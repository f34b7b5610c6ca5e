import { useMemo } from 'react';
import type { Cell, SqlColumn, SqlResult } from './api';
import { isNumeric, isWide } from './types';
import { DataTable } from '../../ui/DataTable';
import type { Column } from '../../ui/DataTable';
import classes from './SqlPage.module.css';

const letterWidth = 8;
const sampled = 60;

/** The rows as they came; numbers are ordered as numbers, whatever their size. */
export function ResultTable({ result }: { result: SqlResult }) {
  const columns = useMemo(() => result.columns.map((column, index) => tableColumn(column, index, result.rows)), [result]);
  return <DataTable columns={columns} rows={result.rows} label="Result" />;
}

function tableColumn(column: SqlColumn, index: number, rows: Cell[][]): Column<Cell[]> {
  const numeric = isNumeric(column.type);
  return {
    id: `${index} ${column.name}`, header: column.name, note: shortType(column.type), width: columnWidth(column, index, rows), mono: true,
    align: numeric ? 'right' : 'left',
    render: (row) => <CellText value={row[index] ?? null} />,
    sortValue: (row) => sortValue(row[index] ?? null, numeric, isWide(column.type)),
  };
}

function CellText({ value }: { value: Cell }) {
  if (value === null) return <span className={classes.null}>NULL</span>;
  const text = cellText(value);
  return <span title={text.length > 24 ? text : undefined}>{text}</span>;
}

const cellText = (value: Cell): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function sortValue(value: Cell, numeric: boolean, wide: boolean): string | number | bigint | null {
  if (value === null) return null;
  if (!numeric) return cellText(value);
  return wide && typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : Number(value);
}

function columnWidth(column: SqlColumn, index: number, rows: Cell[][]): number {
  const longest = rows.slice(0, sampled).reduce((most, row) => Math.max(most, cellText(row[index] ?? '').length), column.name.length + shortType(column.type).length * 0.8);
  return Math.min(420, Math.max(80, longest * letterWidth + 28));
}

/** LowCardinality and time zones say nothing about the values. */
const shortType = (type: string): string => type.replaceAll(/LowCardinality\(([^()]+)\)/g, '$1').replace(/, '[\w/]+'\)$/, ')').replace(/^Enum(8|16)\(.*\)$/s, 'Enum$1');
