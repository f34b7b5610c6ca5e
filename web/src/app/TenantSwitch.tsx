import { ActionIcon, Button, Popover, Text, TextInput, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTenant } from '../lib/tenant';
import { Icon } from '../ui/icons';

/** Whose data is shown, and a way to look at another tenant's. */
export function TenantSwitch() {
  const [tenant, setTenant] = useTenant();
  const [open, { toggle, close }] = useDisclosure();
  const [text, setText] = useState(tenant);
  const queries = useQueryClient();
  const apply = (event: FormEvent) => {
    event.preventDefault();
    setTenant(text.trim());
    close();
    // Everything on the page belongs to the tenant before.
    setTimeout(() => void queries.resetQueries());
  };
  return (
    <Popover opened={open} onChange={close} position="top-start">
      <Popover.Target>
        <Tooltip label={`Tenant: ${tenant}`}>
          <ActionIcon onClick={toggle} aria-label={`Tenant: ${tenant}`} color={tenant === 'default' ? 'gray' : 'amber'}><Icon name="tenant" /></ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={apply}>
          <TextInput label="Tenant" value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />
          <Text size="xs" c="dimmed" mt={6} maw={220}>The program's own telemetry is tenant <code>_system</code>.</Text>
          <Button type="submit" mt="sm" fullWidth>Show</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
