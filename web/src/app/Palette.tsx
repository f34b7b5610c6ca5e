import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Spotlight } from '@mantine/spotlight';
import type { SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import { useNavigate, useSearchParams } from 'react-router';
import { features } from './features';
import { themes } from './themes';
import { docNames } from '../features/docs/names';
import { get } from '../lib/api';
import type { SavedSearchesResponse } from '../lib/api.generated';
import { useTenant } from '../lib/tenant';
import { quickRanges, rangeLabel } from '../lib/timeRange';
import { linkTo } from '../lib/urlState';
import { useTimeRange } from '../lib/useTimeRange';
import { Icon } from '../ui/icons';
import type { IconName } from '../ui/icons';

/** Ctrl-K or ⌘K: every page, service, saved search, time range, theme and document by name. */
export function Palette() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { setRange } = useTimeRange();
  const { setColorScheme } = useMantineColorScheme();
  const [opened, setOpened] = useState(false);
  const { services, searches } = useKnown(opened);
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
      group: 'Services',
      actions: services.map((service) => ({
        id: `service ${service}`, label: service, description: 'Requests, errors, durations, dependencies', keywords: ['service'], leftSection: icon('services'),
        onClick: () => void navigate(linkTo(`/explore/services/${encodeURIComponent(service)}`, search)),
      })),
    },
    {
      group: 'Saved searches',
      actions: searches.map(({ id, name, language, query, columns }) => ({
        id: `search ${id}`, label: name, description: query, keywords: ['logs', 'saved', 'search'], leftSection: icon('star'),
        onClick: () => void navigate(linkTo(`/explore/logs?${new URLSearchParams({ q: query, language, columns: columns.join(',') })}`, search)),
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
    <Spotlight actions={groups.filter((group) => group.actions.length > 0)} onSpotlightOpen={() => setOpened(true)} onSpotlightClose={() => setOpened(false)} shortcut={['mod + K']} highlightQuery scrollable maxHeight={460} nothingFound="Nothing by that name" limit={40}
      searchProps={{ placeholder: 'Go to a page or a service, open a search, set the time range…', leftSection: icon('search'), 'aria-label': 'Command' }} />
  );
}

/** What the tenant has that can be gone to; asked for when the palette opens. */
function useKnown(wanted: boolean) {
  const [tenant] = useTenant();
  const services = useQuery({
    queryKey: ['palette', 'services', tenant], enabled: wanted, staleTime: 30_000, retry: false,
    queryFn: async ({ signal }) => (await get<{ data: string[] | null }>('/api/services', undefined, signal)).data ?? [],
  });
  const searches = useQuery({
    queryKey: ['palette', 'searches', tenant], enabled: wanted, staleTime: 5000, retry: false,
    queryFn: async ({ signal }) => (await get<SavedSearchesResponse>('/api/vault/logs/saved', undefined, signal)).searches,
  });
  return { services: services.data ?? [], searches: searches.data ?? [] };
}
