/** Told apart on white and on dark; neighbours in the list differ in hue, so that few names meet in one look. */
const colors = [
  '#5b6ee0', '#c77d0a', '#0f9d8f', '#d6568f', '#3d97d6', '#7ba53a', '#9b68d3', '#d9683c', '#2f9e5f', '#b5653a', '#4b8fa8', '#c2549f',
  '#8a8f2e', '#6a7ff0', '#d14f5f', '#25a5b5', '#a07b18', '#7d5fd0', '#5aa06f', '#c9788a', '#4d7cc9', '#b98a3c', '#8d6fa8', '#6d9a8c',
];

/** The same colour for a service wherever it stands: its name decides. */
export function serviceColor(service: string): string {
  // FNV-1a, and a last mix so that names that end alike differ; with this factor no two services of the demo shop share or nearly share a colour.
  let hash = 0x811c9dc5;
  for (const letter of service) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0xa44754fd);
  hash ^= hash >>> 13;
  return colors[(hash >>> 0) % colors.length] ?? 'var(--spans)';
}

/** The same for its name as text: nearer to the colour of text, or some could not be read on the ground of the page. */
export const serviceTextColor = (service: string): string => `color-mix(in srgb, ${serviceColor(service)} 62%, var(--text))`;
