import { ActionIcon, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { Icon } from './icons';

export function CopyButton({ value, label = 'Copy' }: { value: string; label?: string }) {
  return (
    <MantineCopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : label}>
          <ActionIcon onClick={copy} aria-label={label} color={copied ? 'teal' : 'gray'}><Icon name={copied ? 'check' : 'copy'} size={15} /></ActionIcon>
        </Tooltip>
      )}
    </MantineCopyButton>
  );
}
