import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { trustedDocuments } from './trustedDocuments';

const API = process.env['SILOG_API'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [svelte(), trustedDocuments()],
  build: {
    target: 'es2022',
    manifest: true,
    chunkSizeWarningLimit: 8000,
    rollupOptions: {
      input: { console: 'index.html', graphiql: 'graphiql.html' },
      checks: { moduleLevelDirective: false },
    },
  },
  server: {
    proxy: {
      '/graphql': { target: API, ws: true },
      '/tiles': API,
      '/sign-in': API,
      '/sign-out': API,
    },
  },
});
