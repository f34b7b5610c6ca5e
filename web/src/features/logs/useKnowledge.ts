import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { parametersOf } from './api';
import type { LogFields } from './api';
import type { EditorKnowledge } from './LogEditor';
import { defaultQuery } from './question';
import type { Question } from './question';
import { get } from '../../lib/api';
import { useTenant } from '../../lib/tenant';

const minute = 60_000;

/** What the editor completes from: fields of the newest lines of the time range, labels and values of Loki's API. Each is asked for once a minute at most. */
export function useKnowledge(question: Question): EditorKnowledge {
  const queries = useQueryClient();
  const [tenant] = useTenant();
  const { language, fromMs, toMs } = question;
  return useMemo(() => {
    const once = <T>(key: unknown[], path: string, parameters: Record<string, string | number>) =>
      queries.fetchQuery({ queryKey: ['logs', 'known', tenant, ...key], queryFn: ({ signal }) => get<T>(path, parameters, signal), staleTime: minute });
    const times = { start: fromMs * 1e6, end: toMs * 1e6 };
    // Of all lines: the query that is being written is not valid yet.
    const fields = async () => (await once<LogFields>(['fields', language], '/api/vault/logs/fields', parametersOf({ language, q: defaultQuery(language), fromMs, toMs }))).fields;
    return {
      fields,
      logql: {
        labels: async () => (await once<{ data?: string[] }>(['labels'], '/loki/api/v1/labels', times)).data ?? [],
        values: async (label) => (await once<{ data?: string[] }>(['values', label], `/loki/api/v1/label/${encodeURIComponent(label)}/values`, times)).data ?? [],
        fields: async () => (await fields()).map((field) => field.name.replace(/[^A-Za-z0-9_]/g, '_')),
      },
    };
  }, [queries, tenant, language, fromMs, toMs]);
}
