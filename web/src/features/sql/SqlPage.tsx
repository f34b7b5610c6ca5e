import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { HistoryMenu } from './HistoryMenu';
import { ParameterFields } from './ParameterFields';
import { ResultPane } from './ResultPane';
import { SchemaBrowser } from './SchemaBrowser';
import { firstQuery } from './examples';
import { useHistory } from './history';
import { isOfRange, parameterValues, parametersOf } from './parameters';
import { useInterval } from './useInterval';
import { useRun } from './useRun';
import { ApiError } from '../../lib/api';
import { useOnRecovery } from '../../lib/readiness';
import { recall, remember } from '../../lib/storage';
import { useUrlText } from '../../lib/urlState';
import { useTimeRange } from '../../lib/useTimeRange';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import { Icon } from '../../ui/icons';
import classes from './SqlPage.module.css';

const SqlEditor = lazy(() => import('./SqlEditor'));
const draftKey = 'almagest.sql.draft';
const limits = ['1000', '10000', '100000'];
const isText = (value: unknown): value is string => typeof value === 'string';

export default function SqlPage() {
  const [shared, setShared] = useUrlText('q');
  const [query, setQuery] = useState(() => shared || recall(draftKey, firstQuery, isText));
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [limit, setLimit] = useUrlText('limit', '10000');
  const { range, refetchInterval } = useTimeRange();
  const history = useHistory();
  const [schemaOpen, schema] = useDisclosure(useMediaQuery('(min-width: 1100px)', undefined, { getInitialValueInEffect: false }));
  const { state, run, cancel } = useRun((question, result) =>
    history.add({ query: question.query, at: Date.now(), rows: result.rows.length, elapsedMs: result.statistics?.elapsedMs ?? 0 }));
  const parameters = useMemo(() => parametersOf(query), [query]);
  const ofRange = parameters.some(isOfRange);
  const running = state.status === 'running';

  const start = (text = query) => {
    setShared(text);
    void run({ query: text, parameters: parameterValues(parametersOf(text), typed, range), limit: Number(limit) });
  };
  const use = (text: string) => {
    setQuery(text);
    start(text);
  };
  useEffect(() => remember(draftKey, query), [query]);
  // A link with a query in it shows its result; a new time range asks again what was asked.
  const asked = useRef(shared !== '');
  useEffect(() => {
    if (asked.current) start();
    asked.current = false;
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const lastRange = useRef(range);
  useEffect(() => {
    if (lastRange.current !== range && ofRange && state.status === 'done') start();
    lastRange.current = range;
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [range]);

  useInterval(() => ofRange && state.status === 'done' && start(), refetchInterval);

  // A query that failed because nobody answered runs again once somebody does; but only once, since it may be what the store died of.
  const repeated = useRef<unknown>(undefined);
  useOnRecovery(() => {
    const away = state.error instanceof ApiError && (state.error.status === 0 || state.error.status === 503);
    if (!away || repeated.current === query) return;
    repeated.current = query;
    start();
  });

  const marks = useMemo(() => (state.error instanceof ApiError && state.error.line !== undefined
    ? [{ line: state.error.line, column: state.error.column ?? 1, message: state.error.message }] : []), [state.error]);
  return (
    <Page fill title="SQL" actions={
      <>
        {ofRange && <TimeRangePicker onRefresh={() => start()} />}
        <HistoryMenu history={history} onUse={use} />
        <Select data={limits.map((value) => ({ value, label: `${Number(value).toLocaleString('en')} rows` }))} value={limit} onChange={(value) => value && setLimit(value)}
          aria-label="Most rows" w={124} allowDeselect={false} />
        <Tooltip label="Tables and columns">
          <ActionIcon aria-label="Tables and columns" aria-pressed={schemaOpen} variant={schemaOpen ? 'light' : 'subtle'} onClick={schema.toggle}><Icon name="table" /></ActionIcon>
        </Tooltip>
        {running ? <Button color="red" variant="light" onClick={cancel} leftSection={<Icon name="stop" size={14} />} w={98}>Cancel</Button>
          : <Button onClick={() => start()} leftSection={<Icon name="play" size={14} />} w={98}>Run</Button>}
      </>
    }>
      <div className={classes.columns}>
        {schemaOpen && <SchemaBrowser onUse={use} onClose={schema.close} />}
        <div className={classes.main}>
          <div className={classes.editor}>
            <Suspense fallback={<Loading rows={5} height={14} />}>
              <SqlEditor value={query} onChange={setQuery} onRun={start} marks={marks} label="Query" placeholder="SELECT …" />
            </Suspense>
          </div>
          <ParameterFields parameters={parameters.filter((parameter) => !isOfRange(parameter))} values={typed} onChange={setTyped} />
          <ResultPane state={state} onRetry={() => start()} />
        </div>
      </div>
    </Page>
  );
}
