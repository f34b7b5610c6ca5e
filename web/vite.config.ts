import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
// @ts-expect-error: a build script without types, used only here
import { precompress } from './build/precompress.mjs';

// `npm run dev` shows the pages of this folder against a running server.
const server = 'http://127.0.0.1:4242';

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    target: 'es2023',
    // The content security policy allows fonts and workers only as files of ours.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
  },
  server: { proxy: Object.fromEntries(['/api', '/-', '/metrics', '/openapi'].map((path) => [path, server])) },
});
