import { lazy, Suspense, useRef, useState } from 'react';
import { Findings } from './Findings';
import { at, nameOf, serviceOf } from './model';
import type { Trace } from './model';
import { serviceTextColor } from './serviceColor';
import { SpanPanel } from './SpanPanel';
import { TraceActions } from './TraceActions';
import { TraceBar } from './TraceBar';
import { TraceKeys } from './TraceKeys';
import { useMatches } from './useMatches';
import { useTraceKeys } from './useTraceKeys';
import { useTraceView } from './useTraceView';
import { Waterfall } from './Waterfall';
import { clampWindow } from './window';
import { formatCount, formatDuration, formatMoment } from '../../lib/format';
import { useUrlText } from '../../lib/urlState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import classes from './TracePage.module.css';

const FlameGraph = lazy(async () => ({ default: (await import('./FlameGraph')).FlameGraph }));
const SpanTable = lazy(async () => ({ default: (await import('./SpanTable')).SpanTable }));
const TraceMap = lazy(async () => ({ default: (await import('./TraceMap')).TraceMap }));

export const views = ['waterfall', 'flame', 'list', 'map'];

/** A trace that is there: one of four views, findings above, the chosen span beside. */
export function TraceBody({ trace }: { trace: Trace }) {
  const [text, setText] = useUrlText('search');
  const [viewName, setViewName] = useUrlText('view', 'waterfall');
  const [help, setHelp] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const marks = useMatches(trace, text);
  const view = useTraceView(trace);
  const { selected, select } = view;
  const zoomTo = (span: number) => {
    // Some air around it, so that its ends are seen.
    const air = Math.max(1, at(trace.length, span)) * 0.08;
    view.setWindow(clampWindow({ from: at(trace.start, span) - air, to: at(trace.start, span) + at(trace.length, span) + air }, trace.duration));
  };
  useTraceKeys({
    trace, view, marks, onView: (place) => setViewName(views[place] ?? 'waterfall'), onHelp: () => setHelp(true), onSearch: () => input.current?.focus(), onZoomTo: zoomTo,
  });
  const root = serviceOf(trace, trace.root);
  return (
    <Page fill title={nameOf(trace, trace.root)} subtitle={
      <>
        <b style={{ color: serviceTextColor(root) }}>{root}</b> · {formatDuration(trace.duration)} · {formatCount(trace.count, 'span')} · {formatCount(trace.services.length, 'service')} · {formatMoment(Number(trace.startNano / 1_000_000n))}
      </>
    } actions={<TraceActions trace={trace} view={viewName} onView={setViewName} onHelp={() => setHelp(true)} />}>
      <Findings trace={trace} onSelect={select} />
      <TraceBar trace={trace} view={view} text={text} onText={setText} marks={marks} input={input} foldable={viewName === 'waterfall'} />
      <div className={classes.columns}>
        {/* A boundary per view: with one for all, a change of views kept the old one in sight until the new one was there. */}
        <Suspense key={viewName} fallback={<div><Loading rows={10} /></div>}>
          {viewName === 'list' ? <div className={classes.table}><SpanTable trace={trace} marks={marks} onSelect={select} /></div>
            : viewName === 'flame' ? <FlameGraph trace={trace} marks={marks} onSelect={select} />
              : viewName === 'map' ? <div className={classes.map}><TraceMap trace={trace} selected={selected} onSelect={select} /></div>
                : <Waterfall trace={trace} rows={view.rows} closed={view.closed} marks={marks} selected={selected} window={view.window} onWindow={view.setWindow} onSelect={select} onToggle={view.toggle} />}
        </Suspense>
        {selected >= 0 && <SpanPanel trace={trace} span={selected} onClose={() => select(-1)} onZoom={zoomTo} onSearch={setText} />}
      </div>
      <TraceKeys opened={help} onClose={() => setHelp(false)} />
    </Page>
  );
}
