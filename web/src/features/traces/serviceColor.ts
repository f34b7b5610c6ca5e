import { palette } from '../../ui/chartOptions';

/** The same colour for a service wherever it stands: its name decides. */
export function serviceColor(service: string): string {
  let hash = 0;
  for (const letter of service) hash = (hash * 31 + letter.charCodeAt(0)) | 0;
  return palette[Math.abs(hash) % palette.length] ?? 'var(--spans)';
}
