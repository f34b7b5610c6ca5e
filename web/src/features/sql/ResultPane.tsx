import { Button, Menu, SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { ResultChart } from './ResultChart';
import { ResultTable } from './ResultTable';
import { exportFormats, exportSql } from './api';
import type { ExportFormat, SqlQuestion, SqlResult } from './api';
import { chartOf } from './chartData';
import type { RunState } from './useRun';
import { absoluteRange } from '../../lib/timeRange';
import { useTimeRange } from '../../lib/useTimeRange';
import { formatBytes, formatCompact, formatNumber } from '../../lib/format';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Icon } from '../../ui/icons';
import classes from './SqlPage.module.css';

// A file holds what the question gives, not what the table was limited to.
const exportLimit = 1_000_000;

/** What came of a query: table or chart, figures, files. */
export function ResultPane({ state, onRetry }: { state: RunState; onRetry: () => void }) {
  const { status, result, question, error } = state;
  if (status === 'failed' && error) return <div className={classes.result}><ErrorState error={error} onRetry={onRetry} /></div>;
  if (status === 'cancelled') return <div className={classes.result}><EmptyState title="Cancelled">The query was stopped.</EmptyState></div>;
  if (!result && status === 'running') return <div className={classes.result}><Loading rows={8} height={16} /></div>;
  if (!result || !question) {
    return <div className={classes.result}><EmptyState title="Run a query to see its result">Ctrl + Enter in the editor, or choose an example.</EmptyState></div>;
  }
  return <Result key={result.queryId} result={result} question={question} stale={status === 'running'} />;
}

function Result({ result, question, stale }: { result: SqlResult; question: SqlQuestion; stale: boolean }) {
  const [view, setView] = useState('table');
  const chart = useMemo(() => chartOf(result), [result]);
  const { setRange } = useTimeRange();
  // A query of the page's time range can be asked for a part of it.
  const zoom = 'from' in question.parameters && 'to' in question.parameters ? (from: number, to: number) => setRange(absoluteRange(from * 1000, to * 1000)) : undefined;
  return (
    <div className={classes.result} data-stale={stale || undefined}>
      <div className={classes.bar}>
        <SegmentedControl value={view} onChange={setView} aria-label="View" data={[
          { value: 'table', label: 'Table' }, { value: 'chart', label: 'Chart', disabled: chart === undefined },
        ]} />
        <Figures result={result} />
        <ExportMenu question={question} />
      </div>
      {result.error && <div className={classes.broken} role="alert">The query failed after these rows: {result.error.detail}</div>}
      <div className={classes.view}>
        {result.rows.length === 0 ? <EmptyState title="No rows">The query ran and found nothing.</EmptyState>
          : view === 'chart' && chart ? <ResultChart chart={chart} onSelect={zoom} /> : <ResultTable result={result} />}
      </div>
    </div>
  );
}

function Figures({ result: { rows, statistics, truncated } }: { result: SqlResult }) {
  return (
    <div className={classes.figures} role="status">
      <b>{formatNumber(rows.length)} {rows.length === 1 ? 'row' : 'rows'}</b>
      {truncated && <span className={classes.cut}>there are more; raise the limit</span>}
      {statistics && (
        <span className={classes.soft}>
          {formatNumber(Math.round(statistics.elapsedMs))} ms · read {formatCompact(statistics.rowsRead)} rows, {formatBytes(statistics.bytesRead)}
        </span>
      )}
    </div>
  );
}

function ExportMenu({ question }: { question: SqlQuestion }) {
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const save = async (format: ExportFormat) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await exportSql({ ...question, limit: exportLimit }, format);
    } catch (error) {
      setFailure(error as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {failure && <span className={classes.cut} role="alert">{failure.message}</span>}
      <Menu>
        <Menu.Target><Button variant="default" loading={busy} leftSection={<Icon name="download" size={14} />}>Export</Button></Menu.Target>
        <Menu.Dropdown>
          {exportFormats.map((format) => <Menu.Item key={format.format} onClick={() => void save(format)}>{format.name}</Menu.Item>)}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
