import { palette } from '../../ui/chartOptions';

/** The same colour for a service wherever it stands: its name decides. */
export function serviceColor(service: string): string {
  // FNV-1a, and a last mix so that names that end alike differ.
  let hash = 0x811c9dc5;
  for (const letter of service) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return palette[(hash >>> 0) % palette.length] ?? 'var(--spans)';
}
