// A kiosk at a collection point: one sheet after the other, nothing left of the person before, and a queue that it cannot
// read itself for the days without a network.

(() => {
  const main = document.getElementById('main');
  const set = main.dataset;
  const seconds = name => Number(set[name]) * 1000;
  // As src/ballot/kiosk.rs has them.
  const SIZES = [607, 4391, 12288];
  const WEEK = 7 * 24 * 3600 * 1000;
  const here = '/kiosk/' + encodeURIComponent(set.point);
  const name = 'sipas-kiosk:' + set.point;

  // ── What the device keeps: its secret, the public keys, when it was last in contact. Never an answer.
  const state = JSON.parse(localStorage.getItem(name) || '{}');
  const save = () => localStorage.setItem(name, JSON.stringify(state));

  // ── The queue: sealed sheets under random ids. No time, no order.
  function within(mode, work) {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore('sealed', { keyPath: 'id' });
      asked.onerror = () => fail(asked.error);
      asked.onsuccess = () => {
        const db = asked.result, turn = db.transaction('sealed', mode, { durability: 'strict' });
        const got = work(turn.objectStore('sealed'));
        turn.oncomplete = () => { db.close(); done(got.result); };
        turn.onerror = turn.onabort = () => { db.close(); fail(turn.error); };
      };
    });
  }
  const queue = {
    keep: sheet => within('readwrite', store => store.put(sheet)),
    drop: id => within('readwrite', store => store.delete(id)),
    all: () => within('readonly', store => store.getAll()),
    count: () => within('readonly', store => store.count()),
  };

  const text64 = all => btoa(String.fromCharCode(...all)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const bytes64 = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));

  /** Asks the service; { status, told }, or a failure when nobody answers. */
  async function ask(path, body) {
    const stop = new AbortController();
    const pause = setTimeout(() => stop.abort(), 10000);
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
    if (state.kept) headers.Authorization = 'Bearer ' + state.kept;
    try {
      const reply = await fetch(here + path, { method: 'POST', headers, body: JSON.stringify(body), credentials: 'omit', cache: 'no-store', signal: stop.signal });
      return { status: reply.status, told: await reply.json() };
    } finally {
      clearTimeout(pause);
    }
  }

  // ── Heartbeat: on a clock of its own that a new page does not move, so that it says nothing about who answered when.
  async function contact() {
    state.next = Date.now() + seconds('heartbeat') * (0.8 + 0.4 * Math.random());
    save();
    try {
      const { status, told } = await ask('/contact', { waiting: await queue.count() });
      if (status === 200) {
        const keys = told.keys.map(own => ({ month: own.month, public: own.public, from: Date.now() + own.begins_in * 1000 }));
        Object.assign(state, { form: told.form, version: told.version, keys, contact: Date.now(), shut: false });
        save();
        await upload();
        await stock();
      } else if (status === 401) {
        state.shut = true;
        save();
      }
    } catch (away) { /* The health line says since when. */ }
    health();
  }

  function beat() {
    const wait = state.next - Date.now();
    // A clock that was set back must not silence the kiosk.
    const due = !(wait > 0) || wait > 2 * seconds('heartbeat');
    setTimeout(async () => { await contact(); beat(); }, due ? 0 : wait);
  }

  /** Hands the sealed sheets in, in random order; each stays until it is acknowledged. */
  async function upload() {
    const waiting = await queue.all();
    for (let i = waiting.length - 1; i > 0; i--) {
      const other = crypto.getRandomValues(new Uint32Array(1))[0] % (i + 1);
      [waiting[i], waiting[other]] = [waiting[other], waiting[i]];
    }
    let full = false;
    for (const sheet of waiting) {
      if (full && !sheet.token) continue;
      let { status } = await ask('/sheets', sheet);
      if (sheet.token && [404, 409, 410, 422].includes(status)) {
        // The ticket is not valid, the answers are: they count as those of somebody without a ticket.
        sheet.token = null;
        await queue.keep(sheet);
        ({ status } = await ask('/sheets', sheet));
      }
      if (status === 200 || status === 201) await queue.drop(sheet.id);
      else if (status === 410) {
        await queue.drop(sheet.id);
        state.lost = (state.lost || 0) + 1;
        save();
      } else if (status === 429 && !sheet.token) full = true; // the point has taken its sheets of the day
      else if (status === 401 || status >= 500) return;
    }
  }

  /** Brings the page, its files and the questionnaire in every language with its recordings into the caches. */
  async function stock() {
    if (!navigator.serviceWorker || !navigator.serviceWorker.controller) return;
    const files = Array.from(document.querySelectorAll('link[href],script[src]'), own => own.href || own.src);
    await Promise.all([location.pathname, ...files].map(own => fetch(own).catch(() => {})));
    const forms = await Promise.all(languages().map(lang => fetched(address(lang)).catch(() => null)));
    // Sound takes long on a slow line, and nothing waits for it.
    voices.stock(forms.filter(own => own)).catch(() => {});
  }

  async function health() {
    const line = document.getElementById('health');
    const waiting = await queue.count().catch(() => 0);
    const minutes = Math.max(0, Math.round((Date.now() - state.contact) / 60000));
    const since = !state.contact ? set.never : minutes < 60 ? set.minutes.replace('{n}', minutes) : set.hours.replace('{n}', Math.round(minutes / 60));
    line.textContent = [since, set.waiting.replace('{n}', waiting)].concat(state.lost ? set.lost.replace('{n}', state.lost) : []).join(' ');
  }

  // ── Screens.
  const languages = () => Array.from(document.querySelectorAll('template[data-lang]'), own => own.dataset.lang);
  const address = lang => `/f/${state.form}/${state.version}?lang=${lang}`;
  let lang = document.documentElement.lang, words = null, idle = 0, camera = null;

  /** Shows a screen of the language and moves the reader to its heading. */
  function screen(which) {
    stopCamera();
    const all = document.querySelector(`template[data-lang=${lang}]`).content;
    const own = document.importNode(all.querySelector(`[data-screen=${which}]`), true);
    words = all.querySelector('[data-words]').dataset;
    document.documentElement.lang = lang;
    main.textContent = '';
    main.append(own);
    const heading = own.querySelector('h1');
    document.title = heading.textContent;
    heading.tabIndex = -1;
    heading.focus();
    scrollTo(0, 0);
    for (const button of own.querySelectorAll('[data-do=wipe]')) button.onclick = wipe;
    return own;
  }
  const press = (own, what, work) => {
    const button = own.querySelector(`[data-do=${what}]`);
    if (button) button.onclick = work;
    return button;
  };

  /** Forgets the person: a new document, no way back to this one. */
  function wipe() {
    stopCamera();
    main.textContent = '';
    location.replace(location.pathname);
  }

  function watch() {
    clearTimeout(idle);
    idle = setTimeout(warn, seconds('idle'));
  }

  function warn() {
    const box = document.importNode(document.querySelector(`template[data-lang=${lang}]`).content.querySelector('dialog'), true);
    const left = box.querySelector('[data-left]');
    let rest = Number(set.warning);
    left.textContent = rest;
    main.append(box);
    box.showModal();
    const tick = setInterval(() => {
      rest -= 1;
      left.textContent = Math.max(rest, 0);
      if (rest <= 0) { clearInterval(tick); wipe(); }
    }, 1000);
    const stay = () => { clearInterval(tick); box.remove(); watch(); };
    press(box, 'stay', stay);
    press(box, 'wipe', wipe);
    box.oncancel = stay;
  }

  function start() {
    const own = document.importNode(document.getElementById('start').content, true);
    main.textContent = '';
    main.append(own);
    document.title = main.querySelector('h1').textContent;
    for (const button of main.querySelectorAll('button[lang]'))
      button.onclick = () => {
        lang = button.lang;
        document.documentElement.requestFullscreen && document.documentElement.requestFullscreen().catch(() => {});
        for (const kind of ['pointerdown', 'keydown', 'input']) addEventListener(kind, watch, true);
        watch();
        intro();
      };
  }

  function enrol() {
    const own = screen('enrol');
    own.querySelector('form').onsubmit = async event => {
      event.preventDefault();
      const says = own.querySelector('.error');
      says.textContent = '';
      try {
        const { status, told } = await ask('/enrol', { code: own.querySelector('input').value });
        if (status === 201) {
          Object.assign(state, { kept: told.kept, shut: false });
          save();
          if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
          await contact();
          return wipe();
        }
        says.textContent = status === 429 ? words.slow : words.wrong;
      } catch (away) {
        says.textContent = words.away;
      }
    };
  }

  // ── Before the first question: the notice, and the ticket of somebody who has one.
  async function intro() {
    const own = screen('intro');
    const sheet = { id: crypto.randomUUID(), form: state.form, version: state.version, token: null };
    const all = await fetched(address(lang)).catch(() => null);
    if (!all) return screen('paused');
    const notice = document.importNode(all.querySelector('.notice'), true);
    for (const link of notice.querySelectorAll('a')) link.remove(); // a kiosk leads nowhere else
    own.querySelector('[data-notice]').append(notice);
    const box = own.querySelector('input'), says = own.querySelector('[data-says]');
    let typed = '';
    /** Says it below the ticket, where nobody has to look for it. */
    const say = text => {
      says.textContent = text;
      says.scrollIntoView({ block: 'nearest' });
    };

    async function ticket(text) {
      // The link of a ticket, its thirty characters, or the ten of a slip.
      const token = text.trim().split(/[?#]/)[0].split('/').pop().replace(/[\s-]/g, '').toLowerCase();
      if (!/^([0-9a-z]{30}|[0-9a-z]{10})$/.test(token)) return say(words.ticketWrong);
      say(words.checking);
      try {
        const { status, told } = await ask('/ticket', { token });
        if (status !== 200 && status < 500) {
          return say(status === 409 ? words.ticketUsed : words.ticketWrong);
        }
        if (status === 200) Object.assign(sheet, { form: told.form, version: told.version });
      } catch (away) { /* Without a network the ticket is looked up when the sheet arrives. */ }
      sheet.token = token;
      say(words.ticketTaken);
      box.value = '';
      own.querySelector('[data-ticket]').hidden = true;
      stopCamera();
    }

    own.querySelector('form').onsubmit = event => { event.preventDefault(); ticket(box.value); };
    // A scanner types like a keyboard and ends with Enter.
    own.onkeydown = null;
    const keys = event => {
      if (!own.isConnected) return document.removeEventListener('keydown', keys);
      if (event.target === box || sheet.token) return;
      if (event.key === 'Enter' && typed.length >= 10) { event.preventDefault(); ticket(typed); typed = ''; }
      else if (event.key.length === 1) typed = (typed + event.key).slice(-300);
    };
    document.addEventListener('keydown', keys);
    const scan = press(own, 'camera', () => scanWith(own.querySelector('video'), say, ticket));
    scan.hidden = !('BarcodeDetector' in window && navigator.mediaDevices);
    press(own, 'begin', async () => {
      const form = await fetched(`/f/${sheet.form}/${sheet.version}?lang=${lang}`).catch(() => null);
      if (form) questions(sheet, form);
      else screen('paused');
    });
  }

  /** Looks through the camera until it sees a code, and turns it off: it never looks at anybody longer than that. */
  async function scanWith(video, say, found) {
    if (camera) return;
    say('');
    let seer;
    try {
      seer = new BarcodeDetector({ formats: ['qr_code'] });
      camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (!video.isConnected) return stopCamera(); // the person has gone on while the device asked
      video.srcObject = camera;
      video.hidden = false;
      video.scrollIntoView({ block: 'nearest' });
      await video.play();
    } catch (refused) {
      stopCamera();
      video.hidden = true;
      return say(words.cameraAway);
    }
    const look = async () => {
      if (!camera || !video.isConnected) return;
      const codes = await seer.detect(video).catch(() => []);
      if (!codes.length) { setTimeout(look, 300); return; }
      stopCamera();
      video.hidden = true;
      found(codes[0].rawValue);
    };
    look();
  }

  function stopCamera() {
    if (camera) for (const track of camera.getTracks()) track.stop();
    camera = null;
  }

  function fetched(url) {
    return new Promise((done, fail) => {
      const asked = new XMLHttpRequest();
      asked.open('GET', url);
      asked.responseType = 'document';
      asked.onload = () => (asked.status === 200 && asked.response ? done(asked.response) : fail(asked.status));
      asked.onerror = fail;
      asked.send();
    });
  }

  // ── The questions, step by step; no step is a page of the history.
  function questions(sheet, all) {
    const own = screen('sheet');
    const form = document.importNode(all.querySelector('form[data-form]'), true);
    form.querySelector('.turn').remove();
    form.setAttribute('autocomplete', 'off');
    own.querySelector('[data-form]').append(form);
    const steps = stepsOf(form);
    for (const box of form.querySelectorAll('textarea')) counted(box, words);
    let at = steps.open()[0];

    function show(turned) {
      const open = steps.open(), index = open.indexOf(at);
      steps.turn(at);
      const top = own.querySelector('h1');
      top.textContent = form.dataset.progress.replace('{n}', index + 1).replace('{of}', open.length);
      document.title = `${top.textContent} – ${all.querySelector('h1').textContent}`;
      own.querySelector('[data-do=back]').hidden = index === 0;
      own.querySelector('[data-do=next]').hidden = index === open.length - 1;
      own.querySelector('[data-do=send]').hidden = index !== open.length - 1;
      if (!turned) return;
      const heading = at.querySelector('h2') || top;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    function go(by) {
      const open = steps.open(), index = open.indexOf(at);
      if (by > 0) {
        const faults = steps.missing(at);
        if (faults.length) return demand(faults, words);
      }
      if (index + by === open.length) return send(sheet, steps.values());
      at = open[Math.max(0, index + by)];
      show(true);
    }
    form.onsubmit = event => { event.preventDefault(); go(1); };
    form.onchange = event => {
      const field = event.target.closest('fieldset');
      if (field) content(field);
      show(false);
    };
    press(own, 'back', () => go(-1));
    press(own, 'next', () => go(1));
    press(own, 'send', () => go(1));
    show(true);
  }

  // ── Sending: straight to the box while there is a network, sealed into the queue when there is none.
  async function send(sheet, values) {
    screen('sending');
    if (!sheet.token) {
      const since = Date.now() - (state.sent || 0);
      if (since >= 0 && since < seconds('pause')) await new Promise(done => setTimeout(done, seconds('pause') - since));
      state.sent = Date.now();
      save();
    }
    const answers = values.filter(([own]) => !['form', 'version', 'submission_id'].includes(own));
    let end = await straight(sheet, answers);
    if (end === 'mend' && sheet.token) {
      sheet.token = null;
      end = await straight(sheet, answers);
    }
    if (end === 'recorded') return thank('thanks');
    const which = end === 'full' ? 'full' : 'kept';
    if (end === 'mend') return screen('refused');
    try {
      await queue.keep(await sealed(sheet, answers));
      health();
      thank(which);
    } catch (unable) {
      const own = screen('unsent');
      press(own, 'again', () => send(sheet, values));
    }
  }

  async function straight(sheet, answers) {
    const url = sheet.token ? '/k/' + sheet.token : '/o/' + encodeURIComponent(set.point);
    const own = [['form', sheet.form], ['version', sheet.version], ['submission_id', sheet.id]];
    try {
      const reply = await outbox.post(`${url}?lang=${lang}`, String(new URLSearchParams([...own, ...answers])), 8000);
      return reply.status === 429 && !sheet.token ? 'full' : outbox.meaning(reply.status, reply.text);
    } catch (away) {
      return 'later';
    }
  }

  async function sealed(sheet, answers) {
    const now = Date.now();
    const due = state.keys.filter(own => own.from <= now);
    const key = due[due.length - 1] || state.keys[0];
    const clean = text => String(text).replace(/[\x1e\x1f]/g, '');
    const text = hpke.bytes(answers.map(([code, value]) => `${clean(code)}\x1f${clean(value)}\x1e`).join(''));
    const size = SIZES.find(own => own >= text.length + 2);
    const plain = new Uint8Array(size);
    plain.set([text.length >> 8, text.length & 255]);
    plain.set(text, 2);
    const about = hpke.bytes(`${key.month}/${sheet.form}/${sheet.version}`);
    const envelope = await hpke.seal(bytes64(key.public), hpke.bytes('sipas kiosk sheet 1'), about, plain);
    plain.fill(0);
    return { id: sheet.id, form: sheet.form, version: sheet.version, month: key.month, token: sheet.token, sealed: text64(envelope) };
  }

  function thank(which) {
    screen(which);
    clearTimeout(idle);
    for (const kind of ['pointerdown', 'keydown', 'input']) removeEventListener(kind, watch, true);
    setTimeout(wipe, seconds('thanks'));
  }

  // ── Begin.
  async function begin() {
    addEventListener('pageshow', event => { if (event.persisted) wipe(); });
    addEventListener('contextmenu', event => event.preventDefault());
    outbox.worker('/kiosk/');
    if (!state.kept || state.shut) {
      lang = 'vi';
      return enrol();
    }
    beat();
    health();
    setInterval(health, 60000);
    addEventListener('online', () => { upload().then(health, () => {}); });
    const silent = !state.contact || Date.now() - state.contact > WEEK;
    if (!state.form || silent) await contact();
    if (!state.form || Date.now() - state.contact > WEEK) {
      lang = 'vi';
      screen('paused');
      setTimeout(wipe, 60000);
      return;
    }
    if (!await hpke.able()) document.getElementById('unable').hidden = false;
    start();
  }
  begin();
})();
