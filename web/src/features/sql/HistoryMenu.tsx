import { Button, Menu, ScrollArea } from '@mantine/core';
import { examples } from './examples';
import type { useHistory } from './history';
import { formatAgo, formatNumber } from '../../lib/format';
import { Icon } from '../../ui/icons';
import classes from './SqlPage.module.css';

/** Queries run before in this browser, and examples. */
export function HistoryMenu({ history, onUse }: { history: ReturnType<typeof useHistory>; onUse: (query: string) => void }) {
  return (
    <>
      <Menu width="min(380px, calc(100vw - 24px))">
        <Menu.Target><Button variant="default" rightSection={<Icon name="down" size={12} />}>Examples</Button></Menu.Target>
        <Menu.Dropdown>
          {examples.map((example) => <Menu.Item key={example.name} onClick={() => onUse(example.query)}>{example.name}</Menu.Item>)}
        </Menu.Dropdown>
      </Menu>
      <Menu width="min(460px, calc(100vw - 24px))">
        <Menu.Target><Button variant="default" leftSection={<Icon name="history" size={14} />}>History</Button></Menu.Target>
        <Menu.Dropdown>
          {history.runs.length === 0 && <Menu.Label>Queries you run appear here</Menu.Label>}
          <ScrollArea.Autosize mah={420}>
            {history.runs.map((run) => (
              <Menu.Item key={run.at} onClick={() => onUse(run.query)}>
                <div className={classes.past}>{run.query}</div>
                <div className={classes.soft}>{formatAgo(run.at, Date.now())} · {formatNumber(run.rows)} rows · {formatNumber(Math.round(run.elapsedMs))} ms</div>
              </Menu.Item>
            ))}
          </ScrollArea.Autosize>
          {history.runs.length > 0 && (
            <>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<Icon name="trash" size={14} />} onClick={history.clear}>Forget all</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
