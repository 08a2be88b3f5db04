// Recorded questions that a kiosk keeps for the days without a network, as many as fit.

const voices = (() => {
  // As src/web/assets/worker.js has it.
  const SHELF = 'sipas-voices';
  // Bytes; a recording has two million at most (src/web/recordings.rs).
  const MOST = 24e6;
  let busy = false;

  /** The address of the first recording of each question that this browser plays, in the order of the questions. */
  function wanted(forms) {
    const player = new Audio(), all = new Set();
    for (const form of forms)
      for (const audio of form.querySelectorAll('audio')) {
        const own = Array.from(audio.querySelectorAll('source')).find(way => player.canPlayType(way.type));
        if (own) all.add(new URL(own.getAttribute('src'), location.href).href);
      }
    return all;
  }

  /** Fetches what is not here yet or was spoken anew, until so many bytes are kept; what no form has any more goes. */
  async function stock(forms, most = MOST) {
    if (busy) return;
    busy = true;
    try {
      const shelf = await caches.open(SHELF), all = wanted(forms);
      for (const own of await shelf.keys()) if (!all.has(own.url)) await shelf.delete(own);
      let bytes = 0;
      for (const url of all) {
        let own = await shelf.match(url);
        const reply = await fetch(url).catch(() => null);
        if (reply && reply.ok && !(own && own.headers.get('etag') === reply.headers.get('etag'))) own = reply;
        if (!own) continue;
        const sound = await own.clone().blob();
        if (bytes + sound.size > most) { await shelf.delete(url); continue; }
        bytes += sound.size;
        if (own === reply) await shelf.put(url, own);
      }
    } finally {
      busy = false;
    }
  }

  return { stock };
})();
