import { Button, Popover, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTenant } from '../lib/tenant';
import { Icon } from '../ui/icons';

/** Whose data is shown, and a way to look at another tenant's. */
export function TenantSwitch() {
  const [tenant, setTenant] = useTenant();
  const [open, { toggle, close }] = useDisclosure();
  const [text, setText] = useState(tenant);
  const apply = (event: FormEvent) => {
    event.preventDefault();
    setTenant(text.trim());
    close();
  };
  return (
    <Popover opened={open} onChange={close} position="top-start">
      <Popover.Target>
        <Button variant="subtle" color="gray" c={tenant === 'default' ? undefined : 'var(--amber)'} px={6} maw={104} fw={500} onClick={toggle} aria-label={`Tenant: ${tenant}`}
          leftSection={<Icon name="tenant" size={14} />} styles={{ section: { marginInlineEnd: 5 }, label: { display: 'block', height: 'auto', textOverflow: 'ellipsis' } }} title={`Tenant: ${tenant}`}>
          {tenant}
        </Button>
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
