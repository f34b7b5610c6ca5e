import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { parametersOf } from './api';
import type { Order } from './api';
import type { Question } from './question';
import { request } from '../../lib/api';
import { formatNumber } from '../../lib/format';
import { Icon } from '../../ui/icons';

/** What the server sends at most; it says so itself when asked for more. */
const mostLines = 1_000_000;

const formats = [
  { format: 'ndjson', name: 'NDJSON, all of each line', extension: 'ndjson' },
  { format: 'csv', name: 'CSV, with the columns shown', extension: 'csv' },
  { format: 'text', name: 'Text, the lines alone', extension: 'log' },
];

/** Saves all lines of a question as a file, up to a limit. */
export function ExportMenu({ question, order, columns, total }: { question: Question; order: Order; columns: string[]; total: number | undefined }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const save = async (format: string, extension: string) => {
    setBusy(true);
    setFault(undefined);
    try {
      const parameters = { ...parametersOf(question), format, columns: columns.join(','), direction: order === 'newest' ? 'backward' : 'forward' };
      const url = URL.createObjectURL(await (await request('/api/vault/logs/export', { parameters })).blob());
      const link = document.createElement('a');
      link.href = url;
      link.download = `logs.${extension}`;
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      setFault((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu width={280}>
      <Menu.Target><Button variant="default" loading={busy} leftSection={<Icon name="download" size={13} />}>Export</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{total !== undefined && total > mostLines ? `The first ${formatNumber(mostLines)} of ${formatNumber(total)} lines` : `All ${total === undefined ? '' : formatNumber(total)} lines`}</Menu.Label>
        {formats.map(({ format, name, extension }) => <Menu.Item key={format} onClick={() => void save(format, extension)}>{name}</Menu.Item>)}
        {fault && <Menu.Label c="red">{fault}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
