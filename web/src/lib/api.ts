import type { SqlProblemResponse } from './api.generated';
import { doubt } from './readiness';
import { currentTenant } from './tenant';

/** An answer other than success: RFC 9457 problem details, with the place in a query where the server knows it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
    readonly code: string,
    readonly help: string | undefined,
    readonly line: number | undefined,
    readonly column: number | undefined,
  ) {
    super(detail);
    this.name = 'ApiError';
  }
}

type Problem = Partial<SqlProblemResponse>;

export type Parameters = Record<string, string | number | undefined>;

/** Calls the server for the tenant of the page. @throws ApiError for every answer other than success, and when there is none. */
export async function request(path: string, init: RequestInit & { parameters?: Parameters } = {}): Promise<Response> {
  const { parameters, ...rest } = init;
  const headers = new Headers(rest.headers);
  headers.set('X-Scope-OrgID', currentTenant());
  const response = await reach(path + queryText(parameters), { ...rest, headers });
  if (response.ok) return response;
  if (response.status >= 500) doubt();
  throw await problemOf(response);
}

export async function get<T>(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { parameters, signal });
  return (await response.json()) as T;
}

export function post(path: string, body: unknown, init: RequestInit & { parameters?: Parameters } = {}): Promise<Response> {
  return request(path, { ...init, method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
}

// After this a reader begins to wonder.
const long = 3000;

async function reach(url: string, init: RequestInit): Promise<Response> {
  const wonder = setTimeout(doubt, long);
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    doubt();
    throw new ApiError(0, 'Not reachable', 'the server does not answer; is it running?', 'unreachable', undefined, undefined, undefined);
  } finally {
    clearTimeout(wonder);
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const problem = parseProblem(text);
  const title = problem.title ?? (response.statusText || `Status ${response.status}`);
  const help = problem.type?.startsWith('/docs/') ? problem.type : undefined;
  return new ApiError(response.status, title, problem.detail ?? (text || title), problem.code ?? '', help, problem.line ?? undefined, problem.column ?? undefined);
}

function parseProblem(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    // Not ours, such as a proxy's page: its text is all there is to show.
    return {};
  }
}

function queryText(parameters: Parameters | undefined): string {
  const given = Object.entries(parameters ?? {}).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
