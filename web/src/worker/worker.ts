/// <reference lib="webworker" />
/**
 * Keeps one page on the phone, so that it opens without signal. What one build consists of is kept as a whole: a page never runs on a
 * mixture of two. A new build waits until the page is closed everywhere; nobody's work is interrupted by an update.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
/** Written in by the build (keptPages.ts): which page it is, the addresses of everything it needs, and a name for this build. */
declare const __PAGE_NAME__: string;
declare const __PAGE_FILES__: readonly string[];
declare const __PAGE_BUILD__: string;

const PAGE = `/${__PAGE_NAME__}`;
const FILES = __PAGE_FILES__;
const MINE = `silog-${__PAGE_NAME__}-`;
const CACHE = MINE + __PAGE_BUILD__;

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' })))));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOlder().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin) return;
  if (pathname === PAGE) event.respondWith(keptOrFetched(PAGE));
  else if (pathname.startsWith('/assets/') || FILES.includes(pathname)) event.respondWith(keptOrFetched(event.request));
});

/** What is loaded later (the decoder) is kept too once it was asked for: "prepare this phone" asks for it. */
async function keptOrFetched(request: Request | string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const found = await fetch(request);
  if (found.ok) await cache.put(request, found.clone());
  return found;
}

async function dropOlder(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(MINE) && name !== CACHE) await caches.delete(name);
}
