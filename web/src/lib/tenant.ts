import { useSearchParams } from 'react-router';

const parameter = 'tenant';
const fallback = 'default';

/** Whose data the page shows: part of the address, so that a link shows the same data to everyone. */
export function currentTenant(): string {
  return new URLSearchParams(window.location.search).get(parameter) || fallback;
}

export function useTenant(): [string, (tenant: string) => void] {
  const [search, setSearch] = useSearchParams();
  const change = (tenant: string) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (tenant === fallback || tenant === '') next.delete(parameter);
      else next.set(parameter, tenant);
      return next;
    });
  return [search.get(parameter) || fallback, change];
}
