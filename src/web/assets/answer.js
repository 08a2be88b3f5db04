// Makes the answering page sturdier where scripts run; everything works without it too.
//
// The whole questionnaire is fetched once and its steps are turned here. What was answered survives a refresh. A sheet that
// cannot be sent stays on this device, the page says so, and it is sent when the network returns.

(() => {
  const form = document.getElementById('sheet');
  const main = document.getElementById('main');
  const key = location.pathname;
  let stepper = null, at = 0, clicked = null, tries = 0, timer = 0, waiting = null, mine = null, unkept = false, said = '';

  /** An element; `word` names what it says. */
  const el = (name, word) => {
    const own = document.createElement(name);
    if (word) tell(own, words, word);
    return own;
  };

  const field = name => form.elements[name].value;

  // The draft, in this tab only. Where storage is forbidden there is none.
  const draft = {
    read() {
      try {
        const own = JSON.parse(sessionStorage.getItem(key));
        return own && own.form === field('form') && own.version === field('version') ? own : null;
      } catch (none) { return null; }
    },
    write() {
      try {
        sessionStorage.setItem(key, JSON.stringify({ form: field('form'), version: field('version'), at, values: stepper.values() }));
      } catch (none) { /* The page goes on without it. */ }
    },
    clear() {
      try { sessionStorage.removeItem(key); } catch (none) { /* There was none. */ }
    },
  };

  function whole(address) {
    return new Promise((done, fail) => {
      const asked = new XMLHttpRequest();
      asked.open('GET', address);
      asked.responseType = 'document'; // parsed by the browser: no markup goes through a string here
      asked.onload = () => (asked.status === 200 && asked.response ? done(asked.response.getElementById('sheet')) : fail(asked.status));
      asked.onerror = fail;
      asked.send();
    });
  }

  /** Takes over the turning of steps. */
  function takeOver(all) {
    const given = Array.from(new FormData(form).entries());
    const here = form.querySelector('[name=step]');
    const old = draft.read();
    const kept = form.querySelectorAll('[name=form],[name=version],[name=submission_id]');
    const progress = form.querySelector('.progress');
    const steps = Array.from(all.querySelectorAll('.step'), step => document.importNode(step, true));
    const turn = document.importNode(all.querySelector('.turn'), true);
    said = all.dataset.progress;
    form.textContent = '';
    form.append(...kept, ...(progress ? [progress] : []), ...steps, turn);
    turn.hidden = false;
    stepper = stepsOf(form);
    at = here ? Math.max(0, stepper.steps.findIndex(own => own.dataset.step === here.value)) : 0;
    for (const box of form.querySelectorAll('textarea')) counted(box, words);
    if (at === 0 && old) {
      // A refresh draws a new id: the old one goes on, so that a sheet whose thanks got lost still counts once.
      const id = form.elements.submission_id, first = old.values.find(([name]) => name === 'submission_id');
      if (id && first) id.value = first[1];
      stepper.fill(old.values);
      at = old.at;
    }
    stepper.fill(given);
    history.replaceState({ at }, '');
    show(false);
  }

  const notFirst = () => Array.from(main.querySelectorAll('.notice,.purpose'));
  const title = document.title;

  /** Shows step `at`, or the nearest before it that is open. */
  function show(turned) {
    const open = stepper.open();
    const index = Math.max(0, open.map(step => stepper.steps.indexOf(step) <= at).lastIndexOf(true));
    const step = open[index];
    at = stepper.steps.indexOf(step);
    stepper.turn(step);
    const first = index === 0, last = index === open.length - 1;
    for (const own of notFirst()) own.hidden = !first;
    main.querySelector('h1').classList.toggle('later', !first);
    for (const button of form.querySelectorAll('.turn button'))
      button.hidden = { next: last, send: !last, back: first }[button.value];
    const says = said.replace('{n}', index + 1).replace('{of}', open.length);
    const progress = form.querySelector('.progress');
    if (progress) {
      progress.firstChild.data = says + ' ';
      const gone = progress.querySelector('.gone');
      if (gone) gone.setAttribute('d', `M0 2h${Math.round((100 * (index + 1)) / open.length)}`);
    }
    document.title = first ? title : `${says} – ${title}`;
    if (!turned) return;
    quiet();
    const heading = first ? main.querySelector('h1') : step.querySelector('h2:not([hidden])') || step.querySelector('legend,label');
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    (first ? main : form).scrollIntoView();
  }

  /** Lists what is missing on top, as the server does, and takes the reader there. */
  function complain(faults) {
    demand(faults, words);
    quiet();
    const list = el('div'), all = el('ul');
    list.className = 'summary';
    list.tabIndex = -1;
    list.setAttribute('role', 'alert');
    for (const own of faults) {
      const number = own.querySelector('.no'); // alone on its page, a question has none
      const line = el('li'), link = el('a');
      link.append(...(number ? [number.textContent, ' '] : []), el('span', 'missing'));
      link.href = `#${own.dataset.code}-1`;
      link.onclick = event => {
        event.preventDefault();
        own.querySelector('input:not([type=hidden])').focus();
      };
      line.append(link);
      all.append(line);
    }
    list.append(el('h2', 'faults'), all);
    main.prepend(list);
    document.title = `${words.mark} ${document.title}`;
    list.focus();
  }

  /** Takes the list of faults away. */
  function quiet() {
    const old = main.querySelector('.summary');
    if (old) old.remove();
  }

  function go(way) {
    const open = stepper.open(), index = open.indexOf(stepper.steps[at]);
    if (way === 'back') return index > 0 && history.back();
    const faults = stepper.missing(open[index]);
    if (faults.length) return complain(faults);
    if (way === 'send' && index === open.length - 1) return send();
    at = stepper.steps.indexOf(open[index + 1]);
    history.pushState({ at }, '');
    show(true);
    draft.write();
  }

  /** Fixes the bytes, keeps them, sends them. Where nothing can be kept, they live as long as this page, which says so. */
  async function send() {
    const all = stepper ? stepper.values() : Array.from(new FormData(form).entries());
    const values = all.filter(([name]) => name !== 'step'); // without a step it is the whole sheet
    const sheet = { key, url: location.pathname + location.search, body: String(new URLSearchParams(values)), values, state: 'queued' };
    form.querySelectorAll('button').forEach(own => { own.disabled = true; });
    try {
      await outbox.keep(sheet);
    } catch (forbidden) {
      unkept = true;
    }
    mine = sheet;
    attempt();
  }

  async function attempt() {
    clearTimeout(timer);
    let ends;
    try {
      ends = await outbox.flush(outbox.post);
    } catch (gone) {
      ends = new Map();
    }
    const own = ends !== 'busy' && ends.get(key);
    if (own && own.end === 'recorded') return thank();
    const still = await outbox.one(key).catch(() => undefined);
    if (still && still.state === 'mend') return mend(still);
    let slowed = own && own.reply && own.reply.status === 429;
    if (!still && mine) {
      // Nothing could be kept, another tab or the worker has sent it, or somebody emptied the storage: only the service knows.
      // Asking it by sending the same once more is harmless.
      const reply = await outbox.post(mine.url, mine.body).catch(() => ({ status: 0 }));
      const end = outbox.meaning(reply.status, reply.text);
      if (end === 'recorded') return thank();
      if (end === 'mend') return mend(Object.assign({}, mine, { status: reply.status }));
      slowed = reply.status === 429;
    }
    if (still || mine) {
      unsent(still || mine, slowed);
      timer = setTimeout(attempt, outbox.pause(tries++));
    }
  }

  /** The tick of the page that the server sends. */
  function seal() {
    const [own, line] = ['svg', 'path'].map(name => document.createElementNS('http://www.w3.org/2000/svg', name));
    own.setAttribute('viewBox', '0 0 48 48');
    own.setAttribute('aria-hidden', 'true');
    line.setAttribute('d', 'M14 25l7 7 14-15M46 24a22 22 0 1 1-44 0 22 22 0 0 1 44 0');
    own.append(line);
    return own;
  }

  function thank() {
    draft.clear();
    waiting = mine = null;
    const done = page('done', 'thanks'), text = el('p', 'thanksText'), offer = el('p'), link = el('a', 'contact');
    text.className = 'lead';
    link.href = `/contact?lang=${document.documentElement.lang}`;
    link.rel = 'noreferrer';
    offer.append(link);
    done.prepend(seal());
    done.append(text, el('p', 'thanksAgain'), offer);
  }

  /** Says that the sheet is not sent yet, and how it will be; `slowed` by 429, a collection point takes no more today. */
  function unsent(sheet, slowed) {
    mine = sheet;
    if (waiting) return;
    const full = slowed && sheet.url.startsWith('/o/');
    if (!unkept) draft.clear();
    waiting = page('done waiting', full ? 'full' : 'unsent');
    const again = el('button', 'again'), away = el('button', 'discard');
    again.type = away.type = 'button';
    away.className = 'quiet';
    again.onclick = () => { tries = 0; attempt(); };
    away.onclick = async () => {
      clearTimeout(timer);
      draft.clear();
      await outbox.drop(key).catch(() => {});
      location.reload();
    };
    if (full) waiting.append(el('p', 'fullText'));
    waiting.append(el('p', unkept ? 'unkeptText' : 'unsentText'), again, away);
    // The browser tries by itself when the network returns, even when this page is closed, where it knows how.
    if ('serviceWorker' in navigator)
      navigator.serviceWorker.ready.then(own => own.sync && own.sync.register('sipas-sheets')).catch(() => {});
  }

  /** The server refused the sheet: it is posted as without a script, so that the server shows what is to be mended. */
  async function mend(sheet) {
    clearTimeout(timer);
    // A sheet that can be mended stays until its page is here; one whose link is over does not stay on the device.
    if (sheet.status !== 422) await outbox.drop(key).catch(() => {});
    draft.clear();
    const old = el('form');
    old.method = 'post';
    old.hidden = true;
    old.action = sheet.url;
    for (const [name, value] of sheet.values) {
      const own = el('input');
      own.type = 'hidden';
      own.name = name;
      own.value = value;
      old.append(own);
    }
    main.append(old);
    old.submit();
  }

  /** Empties the page for one message, and moves the reader to it. */
  function page(kind, heading) {
    main.textContent = '';
    const own = el('div'), top = el('h1', heading);
    own.className = kind;
    own.setAttribute('role', 'status');
    top.tabIndex = -1;
    own.append(top);
    main.append(own);
    document.title = words[heading];
    history.replaceState(null, '');
    top.focus();
    return own;
  }

  document.addEventListener('click', event => { clicked = event.target.closest && event.target.closest('button'); }, true);
  if (form) {
    form.addEventListener('submit', event => {
      const way = (event.submitter || clicked || { value: 'next' }).value;
      if (stepper && way !== 'stay') {
        event.preventDefault();
        go(way);
      } else if (!stepper && way === 'send') {
        event.preventDefault();
        send();
      }
    });
    form.addEventListener('change', event => {
      if (!stepper) return;
      const own = event.target.closest('fieldset');
      if (own) content(own);
      if (!form.querySelector('.bad')) quiet();
      show(false);
      draft.write();
    });
    form.addEventListener('input', () => { if (stepper) draft.write(); });
    addEventListener('popstate', event => {
      if (!stepper || waiting || !event.state) return;
      at = event.state.at;
      show(true);
    });
  }
  addEventListener('online', () => { if (waiting) attempt(); });
  document.addEventListener('visibilitychange', () => { if (waiting && !document.hidden) attempt(); });

  outbox.worker('/' + location.pathname.split('/')[1] + '/');
  // What waited from an earlier visit goes first; a sheet of this very page that waits is shown instead of an empty form.
  const refused = main.querySelector('.summary'); // a page of the server that says what to mend stays as it is
  outbox.all().then(async sheets => {
    const own = sheets.find(sheet => sheet.key === key);
    if (own && own.state === 'mend' && refused) await outbox.drop(key); // its answers are in this page now
    else if (own && own.state === 'mend') await mend(own);
    else if (own) unsent(own);
    if (sheets.length) attempt();
    return own;
  }, () => null).then(own => {
    const address = () => `/f/${field('form')}/${field('version')}?lang=${document.documentElement.lang}`;
    if (!own && !refused && form) whole(address()).then(takeOver, () => {});
  });
})();
