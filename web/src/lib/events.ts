import { request } from './api';
import type { Parameters } from './api';

/**
 * Reads server-sent events until aborted or the server ends the stream. Not an EventSource: that one sends no headers, so no tenant.
 * @throws ApiError when the server refuses.
 */
export async function readEvents(path: string, parameters: Parameters, signal: AbortSignal, onOpen: () => void, onData: (data: string) => void): Promise<void> {
  const response = await request(path, { parameters, signal, headers: { Accept: 'text/event-stream' } });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  onOpen();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (text + value).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart());
      if (data.length > 0) onData(data.join('\n'));
    }
  }
}
