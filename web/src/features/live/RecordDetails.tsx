import { Button, Drawer, Group } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import type { LiveRecord } from './records';
import { signals } from './records';
import { linkTo } from '../../lib/urlState';
import { CopyButton } from '../../ui/CopyButton';
import classes from './LivePage.module.css';

/** The record one came from may have left the list by now: then the keys go to the list. */
function focusList() {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('[role=list][aria-label=Records]')?.focus();
}

/** All a record holds, at the right side. */
export function RecordDetails({ record, onClose }: { record: LiveRecord | undefined; onClose: () => void }) {
  const [search] = useSearchParams();
  const name = signals.find((signal) => signal.id === record?.signal)?.name.replace(/s$/, '');
  return (
    <Drawer opened={record !== undefined} onClose={onClose} onExitTransitionEnd={focusList} position="right" size="min(560px, 100%)" overlayProps={{ backgroundOpacity: 0.15 }}
      title={record && <Group gap={8}><span className={classes.mark} data-signal={record.signal} /><b>{name}</b> <span className={classes.soft}>{record.service}</span></Group>}>
      {record && (
        <>
          <Group justify="space-between">
            <p className={classes.moment}>{record.time}</p>
            {record.traceId && <Button variant="default" size="compact-xs" component={Link} to={linkTo(`/explore/traces/${record.traceId}`, search)}>Trace</Button>}
          </Group>
          {record.groups.filter((group) => Object.values(group.pairs).some(Boolean)).map((group) => (
            <section key={group.name}>
              <h3 className={classes.heading}>{group.name}</h3>
              <dl className={classes.pairs}>
                {Object.entries(group.pairs).filter(([, value]) => value !== '').map(([key, value]) => (
                  <div key={key} className={classes.pair}>
                    <dt>{key}</dt>
                    <dd>{value}</dd>
                    <dd className={classes.copy}><CopyButton value={value} label={`Copy ${key}`} /></dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </>
      )}
    </Drawer>
  );
}
