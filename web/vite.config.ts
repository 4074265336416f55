import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { keptPages, WORKER } from './keptPages';
import { trustedDocuments } from './trustedDocuments';

const API = process.env['SILOG_API'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [svelte(), trustedDocuments(), keptPages()],
  build: {
    target: 'es2022',
    // Old phones: what their browsers do not know of styles (light-dark) is written for them in other words.
    cssTarget: ['chrome106', 'firefox103', 'safari16'],
    manifest: true,
    chunkSizeWarningLimit: 8000,
    rollupOptions: {
      input: { console: 'index.html', graphiql: 'graphiql.html', scan: 'scan.html', office: 'office.html', plan: 'plan.html', watch: 'watch.html', escort: 'escort.html', vectors: 'vectors.html', [WORKER]: 'src/worker/worker.ts' },
      output: {
        // What all pages share is one file, though a page that asks the server nothing needs half of it: two are packed worse.
          // The console's own words are no part of it, though all that the console loads later shares them.
        codeSplitting: {
          groups: [{ name: 'base', test: /node_modules\/(svelte|@0no-co)\/|\/src\/(api|words\/(language|phrases))|document-ids|modulepreload-polyfill/, minShareCount: 6 }],
        },
      },
      checks: { moduleLevelDirective: false },
    },
  },
  server: {
    proxy: {
      '/graphql': { target: API, ws: true },
      '/tiles': API,
      '/sign-in': API,
      '/sign-out': API,
      '/documents': API,
      '/photos': API,
      '/log': API,
    },
  },
});
