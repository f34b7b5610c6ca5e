import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { themes } from './themes';
import { Icon } from '../ui/icons';

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = themes.find((theme) => theme.scheme === colorScheme) ?? themes[0];
  return (
    <Menu position="top-end">
      <Menu.Target>
        <ActionIcon aria-label={`Theme: ${current.name}`}><Icon name={current.icon} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {themes.map((theme) => (
          <Menu.Item key={theme.scheme} leftSection={<Icon name={theme.icon} size={15} />} onClick={() => setColorScheme(theme.scheme)}
            rightSection={theme.scheme === colorScheme ? <Icon name="check" size={14} /> : undefined}>
            {theme.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
