// The worker of the citizen's pages (scopes /k/ and /o/) and of kiosks (/kiosk/). It keeps assets and empty questionnaires,
// never an answer, a link or a page of somebody, and sends what waits in the outbox when the network returns. Recordings
// are kept by kiosks only, which put them on a shelf of their own (src/web/assets/voices.js).

const CACHE = 'sipas-{{release}}', VOICES = 'sipas-voices';

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('sipas-') && name !== CACHE && name !== VOICES) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(kept(request, true));
  else if (url.pathname.startsWith('/f/') || url.pathname.startsWith('/kiosk/')) event.respondWith(kept(request, false));
  else if (request.destination === 'audio') event.respondWith(spoken(request));
});

/** A recording that a kiosk keeps, or the piece of it that the player asks for; from the network where none is kept. */
async function spoken(request) {
  const own = await caches.match(request.url, { cacheName: VOICES });
  if (!own) return fetch(request);
  const piece = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') || '');
  if (!piece) return own;
  const sound = await own.blob(), first = Number(piece[1]);
  const end = piece[2] ? Math.min(Number(piece[2]) + 1, sound.size) : sound.size;
  const headers = range => ({ 'Content-Type': own.headers.get('content-type'), 'Content-Range': `bytes ${range}/${sound.size}` });
  if (first >= end) return new Response(null, { status: 416, headers: headers('*') });
  return new Response(sound.slice(first, end), { status: 206, headers: headers(`${first}-${end - 1}`) });
}

/** What never changes from the cache, the rest from the network as long as there is one. */
async function kept(request, unchanging) {
  const cache = await caches.open(CACHE);
  const own = await cache.match(request, { ignoreVary: true });
  if (unchanging && own) return own;
  const fresh = fetch(request).then(async reply => {
    if (reply.ok) await cache.put(request, reply.clone()).catch(() => {});
    return reply.status >= 500 && own ? own : reply;
  });
  if (!own) return fresh;
  // A network that swallows everything must not hold up a page that is here already.
  return Promise.race([fresh, new Promise(done => setTimeout(done, 4000, own))]).catch(() => own);
}

self.addEventListener('sync', event => {
  if (event.tag === 'sipas-sheets') event.waitUntil((async () => {
    const ends = await outbox.flush(outbox.post);
    // A failed sync is tried again by the browser.
    if (ends !== 'busy' && Array.from(ends.values()).some(own => own.end === 'later')) throw new Error('later');
  })());
});
