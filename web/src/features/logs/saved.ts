import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, request } from '../../lib/api';
import type { SavedSearchesResponse, SavedSearchRequest, SavedSearchResponse } from '../../lib/api.generated';
import { useTenant } from '../../lib/tenant';

export type SavedSearch = SavedSearchResponse;
type Draft = Omit<SavedSearchRequest, 'version'>;

const path = '/api/vault/logs/saved';

/** The saved searches of the tenant, and ways to change them. */
export function useSavedSearches() {
  const [tenant] = useTenant();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ['logs', 'saved'] });
  const list = useQuery({ queryKey: ['logs', 'saved', tenant], queryFn: async ({ signal }) => (await get<SavedSearchesResponse>(path, undefined, signal)).searches, retry: false });
  const create = useMutation({ mutationFn: (draft: Draft) => send('POST', path, draft), onSuccess: again });
  const change = useMutation({
    mutationFn: ({ id, name, language, query, columns, version }: SavedSearch) => send('PUT', `${path}/${encodeURIComponent(id)}`, { name, language, query, columns, version }),
    onSettled: again,
  });
  const remove = useMutation({ mutationFn: (id: string) => request(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' }), onSettled: again });
  return { list, create, change, remove };
}

const send = (method: string, to: string, body: SavedSearchRequest | Draft) =>
  request(to, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
