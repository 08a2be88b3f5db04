// Turns the steps of a questionnaire without the network; conditions.js says which questions are shown.

/** The steps of a form that holds all of them. Hidden questions are disabled, so that their answers are not sent. */
function stepsOf(form) {
  const steps = Array.from(form.querySelectorAll('.step'));
  const fields = Array.from(form.querySelectorAll('fieldset[data-code]'));
  const rule = text => (text ? JSON.parse(text) : null);
  const shows = fields.map(own => [own.dataset.code, rule(own.dataset.show)]);
  const headings = Array.from(form.querySelectorAll('[data-over]'), own => [own, own.dataset.over.split(' ')]);
  const demands = fields.map(own => rule(own.dataset.required));

  /** What is chosen now: { code: [value, …] }. */
  function answers() {
    const all = {};
    for (const box of form.querySelectorAll('fieldset[data-code] input:checked'))
      (all[box.name] = all[box.name] || []).push(box.value);
    return all;
  }

  /** Shows and hides questions after an answer, and headings under which nothing is asked; returns the steps that have something to show. */
  function open() {
    const seen = shown(shows, answers());
    fields.forEach((own, i) => { own.hidden = own.disabled = !seen[i]; });
    const asked = new Set(fields.filter(own => !own.hidden).map(own => own.dataset.code));
    for (const [own, codes] of headings) own.hidden = !codes.some(code => asked.has(code));
    return steps.filter(step => step.querySelector('fieldset:not([hidden]),textarea'));
  }

  /** The questions of a step that must be answered and are not. */
  function missing(step) {
    const all = answers();
    const seen = fields.filter(own => !own.hidden).map(own => own.dataset.code);
    const given = code => (seen.includes(code) && all[code]) || [];
    return fields.filter((own, i) => step.contains(own) && !own.hidden && !given(own.dataset.code).length
      && ('must' in own.dataset || (demands[i] && holds(demands[i], given))));
  }

  /** Shows one step only; a recording that plays on another one stops. */
  function turn(step) {
    for (const other of steps) {
      other.hidden = other !== step;
      if (other.hidden) other.querySelectorAll('audio').forEach(own => own.pause());
    }
  }

  /** Puts answers back: [[name, value], …]. */
  function fill(values) {
    for (const [name, value] of values)
      for (const own of form.elements)
        if (own.name === name) {
          if (own.type === 'radio' || own.type === 'checkbox') own.checked = own.checked || own.value === value;
          else if (own.localName === 'textarea') own.value = value;
        }
  }

  /** Everything that would be sent now, hidden questions left out: [[name, value], …]. */
  const values = () => Array.from(new FormData(form).entries());

  return { steps, fields, open, missing, turn, fill, values };
}

/** Puts words into an element; those that Vietnamese stands in for are marked as Vietnamese. */
function tell(own, words, name) {
  own.textContent = words[name];
  if ((words.borrowed || '').split(' ').includes(name)) own.lang = 'vi';
}

/** Says in words what is missing, beside each question, and takes the reader to the first. */
function demand(fields, words) {
  for (const own of fields) {
    if (own.querySelector('.error')) continue;
    const says = document.createElement('p');
    says.className = 'error';
    says.id = own.dataset.code + '-error';
    const mark = document.createElement('b'), missing = document.createElement('span');
    tell(mark, words, 'mark');
    tell(missing, words, 'missing');
    says.append(mark, ' ', missing);
    own.classList.add('bad');
    own.setAttribute('aria-describedby', [own.getAttribute('aria-describedby') || '', says.id].join(' ').trim());
    own.querySelector('.options').before(says);
  }
  fields[0].querySelector('input:not([type=hidden])').focus();
  fields[0].scrollIntoView({ block: 'nearest' });
}

/** Takes back what demand said of a question that is answered now. */
function content(own) {
  const says = own.querySelector('.error');
  if (!says) return;
  own.classList.remove('bad');
  const ids = (own.getAttribute('aria-describedby') || '').split(' ').filter(id => id && id !== says.id);
  if (ids.length) own.setAttribute('aria-describedby', ids.join(' '));
  else own.removeAttribute('aria-describedby');
  says.remove();
}

/** Counts the characters of a comment as the server does (code points) and tells a screen reader near the end. */
function counted(box, words) {
  const max = Number(box.dataset.max);
  if (!max) return;
  const says = document.createElement('p');
  says.className = 'help';
  says.setAttribute('role', 'status');
  box.after(says);
  let pause;
  box.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const left = max - Array.from(box.value.normalize('NFC').trim()).length;
      says.textContent = left < 0 ? words.over.replace('{n}', -left) : left <= max / 4 ? words.left.replace('{n}', left) : '';
    }, 600);
  });
}
