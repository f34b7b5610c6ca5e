import { Kbd, Modal } from '@mantine/core';
import classes from './TracePage.module.css';

const keys: [string[], string][] = [
  [['↑', '↓', 'k', 'j'], 'walk through the spans'], [['←', '→'], 'fold, unfold, or go to the parent'], [['Home', 'End'], 'first and last span'],
  [['e', 'E'], 'next and previous failed span'], [['n', 'N'], 'next and previous match of the search'], [['b'], 'go to the bottleneck'], [['/'], 'search in the trace'],
  [['c', 'o'], 'close or open a level'], [['C', 'O'], 'close or open all'], [['z'], 'zoom to the span'], [['+', '−'], 'zoom in and out'], [['0'], 'show the whole time'],
  [['1', '2', '3', '4'], 'waterfall, flame graph, list, map'], [['Esc'], 'close the span'], [['?'], 'this help'],
];

export function TraceKeys({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="md">
      <dl className={classes.keys}>
        {keys.map(([names, meaning]) => <div key={meaning}><dt>{names.map((name) => <Kbd key={name} size="xs">{name}</Kbd>)}</dt><dd>{meaning}</dd></div>)}
      </dl>
    </Modal>
  );
}
