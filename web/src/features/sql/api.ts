import { useQuery } from '@tanstack/react-query';
import { get, post } from '../../lib/api';
import type { SqlRequest, SqlSchema, SqlTable } from '../../lib/api.generated';

export type SqlColumn = { name: string; type: string };
export type { SqlSchema, SqlTable };

export type Cell = string | number | boolean | null | Cell[] | { [key: string]: Cell };
export type SqlResult = {
  queryId: string;
  columns: SqlColumn[];
  rows: Cell[][];
  statistics?: { rows: number; rowsRead: number; bytesRead: number; elapsedMs: number; memoryBytes: number };
  truncated: boolean;
  /** What stopped a query after rows were sent; the rows are good. */
  error?: { detail: string; code: string };
};

export type SqlQuestion = { query: string; parameters: Record<string, string>; limit: number };

/** Forms a result can be saved in. */
export const exportFormats = [
  { format: 'csv', name: 'CSV', extension: 'csv' },
  { format: 'ndjson', name: 'NDJSON, one object a row', extension: 'ndjson' },
  { format: 'json', name: 'JSON', extension: 'json' },
  { format: 'parquet', name: 'Parquet', extension: 'parquet' },
] as const;
export type ExportFormat = (typeof exportFormats)[number];

export function useSchema() {
  return useQuery({ queryKey: ['schema'], queryFn: ({ signal }) => get<SqlSchema>('/api/vault/schema', undefined, signal), staleTime: 300_000 });
}

/** Runs a query; aborting hangs up, and the server then stops the query. */
export async function runSql(question: SqlQuestion, signal: AbortSignal): Promise<SqlResult> {
  // Integers above 2^53 lose digits as numbers of JavaScript.
  const body: Omit<SqlRequest, 'parameters'> = { ...question, quoteBigIntegers: true };
  const response = await post('/api/vault/sql', body, { signal });
  return (await response.json()) as SqlResult;
}

export async function exportSql(question: SqlQuestion, { format, extension }: ExportFormat): Promise<void> {
  const response = await post('/api/vault/sql', question, { parameters: { format } });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `query.${extension}`;
  link.click();
  URL.revokeObjectURL(url);
}
