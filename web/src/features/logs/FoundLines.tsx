import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { Drawer } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { ExportMenu } from './ExportMenu';
import { FieldSidebar } from './FieldSidebar';
import { Histogram } from './Histogram';
import { LineList } from './LineList';
import type { LineListHandle } from './LineList';
import type { LineActions } from './LineDetails';
import { LinesBar } from './LinesBar';
import { NoLines } from './NoLines';
import { useFields, useHistogram } from './api';
import type { Order } from './api';
import { placeOf } from './filters';
import { highlightOf } from './highlight';
import { defaultQuery } from './question';
import type { Question } from './question';
import { useLinePages } from './useLinePages';
import { useOpenLines } from './useOpenLines';
import { absoluteRange } from '../../lib/timeRange';
import type { TimeRange } from '../../lib/timeRange';
import { useUrlText } from '../../lib/urlState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './LogsPage.module.css';

type FoundLinesProps = { question: Question; actions: LineActions; onRange: (range: TimeRange) => void; onAgain: () => void; onClear: () => void };

/** What a query of lines finds: how many when, which fields, and the lines. */
export function FoundLines({ question, actions, onRange, onAgain, onClear }: FoundLinesProps) {
  const [orderText, setOrder] = useUrlText('order', 'newest');
  const order: Order = orderText === 'oldest' ? 'oldest' : 'newest';
  const [wrapText, setWrap] = useUrlText('wrap');
  const wrap = wrapText === '1';
  const [sidebar, { toggle: toggleSidebar, close: closeSidebar }] = useDisclosure();
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const [bars] = useState(() => Math.max(40, Math.min(160, Math.round(window.innerWidth / 12))));
  const histogram = useHistogram(question, bars, true);
  const fields = useFields(question, true);
  const { list, error, loading, version, answered } = useLinePages(question, order, true);
  const handle = useRef<LineListHandle>(null);
  const open = useOpenLines(answered, list?.count ?? 0, handle);
  const highlight = useMemo(() => highlightOf(question.language, question.q), [question.language, question.q]);
  // A new version is a new list to those who draw it.
  const lines = useMemo(() => list && { ...list }, [list?.count, version]);
  const fault = error ?? histogram.error;

  if (fault) return <ErrorState error={fault} onRetry={onAgain} />;
  const found = histogram.data;
  const place = (field: string) => placeOf(field, [0, 1, 2, 3, 4, 5, 6, 7].map((index) => list?.at(index)).find((line) => line && (field in line.resource || field in line.attributes)));
  const side = <FieldSidebar data={fields.data} stale={fields.isFetching} columns={actions.columns} placeOf={place} onFilter={actions.onFilter} onColumn={actions.onColumn} />;
  return (
    <>
      <div className={classes.histogram}>
        {found ? <Histogram data={found} fromMs={question.fromMs} toMs={question.toMs} stale={histogram.isFetching} onSelect={(from, to) => onRange(absoluteRange(Math.floor(from), Math.ceil(to)))} />
          : <div className={classes.noHistogram} />}
      </div>
      <LinesBar total={found?.total} histogram={found} order={order} wrap={wrap} onOrder={setOrder} onWrap={(on) => setWrap(on ? '1' : '')} onFilter={actions.onFilter}
        onFields={narrow ? toggleSidebar : undefined}>
        <ExportMenu question={question} order={order} columns={actions.columns} total={found?.total} />
      </LinesBar>
      <div className={classes.body} data-stale={loading || undefined}>
        {narrow ? <Drawer opened={sidebar} onClose={closeSidebar} size={280} title="Fields" padding={0}>{side}</Drawer> : side}
        {!lines ? <div className={classes.wait}><Loading rows={14} /></div>
          : lines.count === 0 ? <NoLines question={question} narrowed={question.q.trim() !== defaultQuery(question.language)} onClear={onClear} />
            : <LineList lines={lines} columns={actions.columns} wrap={wrap} highlight={highlight} selected={open.selected} open={open.open} onSelect={open.select} onToggle={open.toggle}
                onRemoveColumn={actions.onColumn} actions={actions} handle={handle} />}
      </div>
    </>
  );
}
