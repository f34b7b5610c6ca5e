import { Button, SegmentedControl, Select } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { MetricPicker } from './MetricPicker';
import { QueryRow } from './QueryRow';
import { stepChoices, stepLabel } from './step';
import { useQueries } from './useQueries';
import { useUrlText } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import { Icon } from '../../ui/icons';
import classes from './MetricsPage.module.css';

const views = {
  graph: { name: 'Graph', View: lazy(() => import('./GraphView')) },
  table: { name: 'Table', View: lazy(() => import('./TableView')) },
  heatmap: { name: 'Heatmap', View: lazy(() => import('./HeatmapView')) },
  exemplars: { name: 'Exemplars', View: lazy(() => import('./ExemplarView')) },
  explain: { name: 'Explain', View: lazy(() => import('./ExplainView')) },
};

export default function MetricsPage() {
  const [lines, change] = useQueries();
  const [step, setStep] = useUrlText('step', 'auto');
  const [view, setView] = useUrlText('view', 'graph');
  const { View } = views[view as keyof typeof views] ?? views.graph;
  const asked = lines.filter((line) => line.text.trim() !== '' && !line.hidden);

  const add = (text: string) => change((old) => (old.length === 1 && old[0]?.text === '' ? [] : old).concat({ text, hidden: false }));
  return (
    <Page fill title="Metrics" actions={
      <>
        <MetricPicker onPick={add} />
        <Select data={stepChoices.map((value) => ({ value, label: stepLabel(value) }))} value={step} onChange={(value) => value && setStep(value)}
          aria-label="Step" w={124} allowDeselect={false} />
        <TimeRangePicker />
      </>
    }>
      <div className={classes.queries}>
        {lines.map((line, index) => (
          <QueryRow key={index} index={index} line={line} only={lines.length === 1}
            onChange={(next) => change((old) => old.map((each, at) => (at === index ? next : each)))}
            onCopy={() => change((old) => [...old.slice(0, index + 1), line, ...old.slice(index + 1)])}
            onRemove={() => change((old) => old.filter((_, at) => at !== index))} />
        ))}
      </div>
      <div className={classes.bar}>
        <Button variant="subtle" onClick={() => change((old) => [...old, { text: '', hidden: false }])}>Add query</Button>
        <div className={classes.rest} />
        <SegmentedControl value={view in views ? view : 'graph'} onChange={setView} data={Object.entries(views).map(([value, { name }]) => ({ value, label: name }))} />
      </div>
      <div className={classes.view}>
        {asked.length === 0 ? (
          <EmptyState title="Ask for a metric">
            <p>Type a query in PromQL and press Enter, or choose one of the metrics that arrive.</p>
            <MetricPicker onPick={add} button={<Button leftSection={<Icon name="search" size={14} />}>Choose a metric</Button>} />
          </EmptyState>
        ) : <Suspense fallback={<Loading />}><View lines={lines} step={step} /></Suspense>}
      </div>
    </Page>
  );
}
