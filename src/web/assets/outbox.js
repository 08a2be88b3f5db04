// Sheets that are not acknowledged yet, kept on this device, and how they are sent again. Page and worker share this file.
//
// A sheet is { key, url, body, state }: queued (its bytes are fixed) until an acknowledgement deletes it, or to mend when
// the server refused it. Sending twice is harmless: the link or the id in the sheet counts once.

const outbox = (() => {
  const RECORDED = 'data-recorded'; // only our own thanks says so; the page of a hotel's network does not

  const base = () => new Promise((done, fail) => {
    const asked = indexedDB.open('sipas', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('sheets', { keyPath: 'key' });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
    asked.onblocked = () => fail(new Error('blocked'));
  });

  /** One transaction, on disk when it is done. */
  async function within(mode, work) {
    const db = await base();
    try {
      return await new Promise((done, fail) => {
        const turn = db.transaction('sheets', mode, { durability: 'strict' });
        const asked = work(turn.objectStore('sheets'));
        turn.oncomplete = () => done(asked.result);
        turn.onerror = turn.onabort = () => fail(turn.error);
      });
    } finally {
      db.close();
    }
  }

  const keep = sheet => within('readwrite', store => store.put(sheet));
  const drop = key => within('readwrite', store => store.delete(key));
  const all = () => within('readonly', store => store.getAll());
  const one = key => within('readonly', store => store.get(key));

  /** One sender at a time among tabs and worker. Without locks two may send the same: it counts once all the same. */
  const alone = work => (navigator.locks
    ? navigator.locks.request('sipas-sheets', { ifAvailable: true }, lock => (lock ? work() : 'busy'))
    : work());

  /** What a reply means: recorded, mend (refused for good), or later. */
  function meaning(status, text) {
    if (status >= 200 && status < 300) return text.includes(RECORDED) ? 'recorded' : 'later';
    return status >= 400 && status < 500 && ![401, 403, 407, 408, 425, 429].includes(status) ? 'mend' : 'later';
  }

  /** Sends one sheet; `post(url, body)` gives { status, text } or fails. */
  async function send(sheet, post) {
    let reply;
    try {
      reply = await post(sheet.url, sheet.body);
    } catch (away) {
      return { end: 'later' };
    }
    const end = meaning(reply.status, reply.text);
    if (end === 'recorded') await drop(sheet.key);
    if (end === 'mend') await keep(Object.assign({}, sheet, { state: 'mend', status: reply.status }));
    return { end, reply };
  }

  /** Sends all that is queued; gives the ends by key, or 'busy' when another tab is at it. Stops where nobody answers. */
  function flush(post) {
    return alone(async () => {
      const ends = new Map();
      for (const sheet of await all()) {
        if (sheet.state !== 'queued') continue;
        const { end, reply } = await send(sheet, post);
        ends.set(sheet.key, { end, reply });
        if (end === 'later') break;
      }
      return ends;
    });
  }

  /** Posts as a form does, without cookies, and gives up after half a minute. */
  async function post(url, body, patience) {
    const stop = new AbortController();
    const pause = setTimeout(() => stop.abort(), patience || 30000);
    try {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' },
        body,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'manual',
        signal: stop.signal,
      });
      return { status: reply.status, text: await reply.text() };
    } finally {
      clearTimeout(pause);
    }
  }

  /** Starts the worker for the pages below `scope`. The policy lets this one address be a script and no other. */
  function worker(scope) {
    if (!('serviceWorker' in navigator)) return;
    const address = '/worker.js';
    const policy = self.trustedTypes && trustedTypes.createPolicy('sipas-worker', { createScriptURL: () => address });
    const script = policy ? policy.createScriptURL('') : address;
    navigator.serviceWorker.register(script, { scope, updateViaCache: 'none' }).catch(() => {});
  }

  /** Milliseconds before the n-th new try: 2ⁿ seconds and a bit, five minutes at most. */
  const pause = n => Math.min(2 ** n, 300) * 1000 + Math.random() * 1000;

  return { keep, drop, all, one, flush, post, pause, meaning, worker };
})();
