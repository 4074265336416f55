/// <reference lib="webworker" />
/**
 * Keeps the scan door on the phone, so that it opens without signal. What one build consists of is kept as a whole: a page never runs on a
 * mixture of two. A new build waits until the door is closed everywhere; nobody's scanning is interrupted by an update.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
/** Written in by the build (scanWorker.ts): the addresses of everything the door needs, and a name for this build. */
declare const __SCAN_FILES__: readonly string[];
declare const __SCAN_BUILD__: string;

const PAGE = '/scan';
const MINE = 'silog-scan-';
const CACHE = MINE + __SCAN_BUILD__;

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(__SCAN_FILES__.map((file) => new Request(file, { cache: 'no-cache' })))));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOlder().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin) return;
  if (pathname === PAGE) event.respondWith(keptOrFetched(PAGE));
  else if (pathname.startsWith('/assets/') || __SCAN_FILES__.includes(pathname)) event.respondWith(keptOrFetched(event.request));
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
