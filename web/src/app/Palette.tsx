import { useMantineColorScheme } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import type { SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import { useNavigate, useSearchParams } from 'react-router';
import { features } from './features';
import { themes } from './themes';
import { docNames } from '../features/docs/names';
import { quickRanges, rangeLabel } from '../lib/timeRange';
import { linkTo } from '../lib/urlState';
import { useTimeRange } from '../lib/useTimeRange';
import { Icon } from '../ui/icons';
import type { IconName } from '../ui/icons';

/** Ctrl-K or ⌘K: every page, time range, theme and document by name. */
export function Palette() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { setRange } = useTimeRange();
  const { setColorScheme } = useMantineColorScheme();
  const icon = (name: IconName) => <Icon name={name} size={17} />;

  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Pages',
      actions: features.map((feature) => ({
        id: `page ${feature.path}`, label: feature.name, description: feature.description, keywords: feature.keywords,
        leftSection: icon(feature.icon), onClick: () => void navigate(linkTo(feature.path, search)),
      })),
    },
    {
      group: 'Time range',
      actions: quickRanges.map((range) => ({
        id: `range ${range.from}`, label: rangeLabel(range, String), keywords: ['time', range.from], leftSection: icon('clock'), onClick: () => setRange(range),
      })),
    },
    {
      group: 'Theme',
      actions: themes.map((theme) => ({
        id: `theme ${theme.scheme}`, label: `Theme: ${theme.name.toLowerCase()}`, leftSection: icon(theme.icon), onClick: () => setColorScheme(theme.scheme),
      })),
    },
    {
      group: 'Docs',
      actions: docNames.map((doc) => ({
        id: `doc ${doc.name}`, label: doc.title, keywords: ['docs', 'help', doc.name], leftSection: icon('docs'),
        onClick: () => void navigate(linkTo(`/docs/${doc.name}`, search)),
      })),
    },
  ];
  return (
    <Spotlight actions={groups} shortcut={['mod + K']} highlightQuery scrollable maxHeight={460} nothingFound="Nothing by that name" limit={40}
      searchProps={{ placeholder: 'Go to a page, set the time range, change the theme…', leftSection: icon('search'), 'aria-label': 'Command' }} />
  );
}
