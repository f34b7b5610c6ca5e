import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Question } from './question';
import { get } from '../../lib/api';
import type { LogCheckResponse, LogFieldResponse, LogFieldsResponse, LogHistogramResponse, LogLineResponse, LogPageResponse } from '../../lib/api.generated';
import { useTenant } from '../../lib/tenant';

export type LogLine = LogLineResponse;
export type LogField = LogFieldResponse;
export type LogFields = LogFieldsResponse;
export type LogHistogram = LogHistogramResponse;
export type LogPage = LogPageResponse;
export type LogCheck = LogCheckResponse;

const base = '/api/vault/logs';

/** How a question travels. */
export const parametersOf = (question: Question) => ({ language: question.language, q: question.q, from: question.fromMs, to: question.toMs });

export type Order = 'newest' | 'oldest';

export function fetchPage(question: Question, order: Order, limit: number, cursor: string | undefined, signal: AbortSignal): Promise<LogPage> {
  return get<LogPage>(`${base}/search`, { ...parametersOf(question), direction: order === 'newest' ? 'backward' : 'forward', limit, cursor }, signal);
}

export function useHistogram(question: Question, bars: number, enabled: boolean) {
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['logs', 'histogram', tenant, question, bars],
    queryFn: ({ signal }) => get<LogHistogram>(`${base}/histogram`, { ...parametersOf(question), bars }, signal),
    placeholderData: keepPreviousData, enabled, retry: false, staleTime: Infinity,
  });
}

export function useFields(question: Question, enabled: boolean) {
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['logs', 'fields', tenant, question],
    queryFn: ({ signal }) => get<LogFields>(`${base}/fields`, parametersOf(question), signal),
    placeholderData: keepPreviousData, enabled, retry: false, staleTime: Infinity,
  });
}

/** What kind of query it is, without running it. */
export function useCheck(question: Question) {
  const [tenant] = useTenant();
  return useQuery({
    queryKey: ['logs', 'check', tenant, question.language, question.q],
    queryFn: ({ signal }) => checkQuery(question.language, question.q, signal),
    placeholderData: keepPreviousData, retry: false, staleTime: Infinity,
  });
}

export function checkQuery(language: string, q: string, signal?: AbortSignal): Promise<LogCheck> {
  return get<LogCheck>(`${base}/check`, { language, q }, signal);
}

/** Lines of a stream: those before a moment, and those from it on. Times are nanoseconds since 1970 as text. */
export async function fetchContext(stream: string, at: string, before: number, after: number, signal?: AbortSignal): Promise<LogLine[]> {
  return (await get<LogPage>(`${base}/context`, { stream, at, before, after }, signal)).lines;
}

/** Milliseconds since 1970 of a time whose nanoseconds do not fit a number. */
export const millisecondsOf = (nano: string): number => Number(BigInt(nano) / 1_000_000n);
