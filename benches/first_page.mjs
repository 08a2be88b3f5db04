// How soon a citizen sees the questionnaire on a slow phone: Largest Contentful Paint and layout shift in Chromium, on an
// emulated slow 3G (400 kbit/s down and up, 400 ms a round trip) with the processor slowed down four times.
//
//   sipas points add quay-1 --place 11953 --name "Quầy 1" && sipas serve &
//   node --experimental-websocket benches/first_page.mjs http://127.0.0.1:8080/o/quay-1 [RUNS]
//
// Prints one line a run and the median. Needs Node 20 or newer and a `chromium` on the path.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [url, runs = '5'] = process.argv.slice(2);
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const SLOWED = 4;
const WATCH = `
  window.seen = { lcp: 0, shift: 0 };
  new PerformanceObserver(list => list.getEntries().forEach(e => { seen.lcp = e.startTime; seen.what = e.element && e.element.tagName; }))
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver(list => list.getEntries().forEach(e => { seen.shift += e.value; }))
    .observe({ type: 'layout-shift', buffered: true });`;

async function measure() {
  const profile = mkdtempSync(join(tmpdir(), 'first-page-'));
  const browser = spawn('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    let said = '';
    const address = await new Promise(found => browser.stderr.on('data', text => {
      const line = (said += text).match(/ws:\/\/\S+/);
      if (line) found(new URL(line[0]).host);
    }));
    const tab = await (await fetch(`http://${address}/json/new?about:blank`, { method: 'PUT' })).json();
    const socket = new WebSocket(tab.webSocketDebuggerUrl);
    await new Promise(open => { socket.onopen = open; });
    const waiting = new Map();
    socket.onmessage = event => {
      const { id, result } = JSON.parse(event.data);
      if (waiting.has(id)) waiting.get(id)(result);
    };
    let last = 0;
    const ask = (method, params = {}) => new Promise(answer => {
      waiting.set(++last, answer);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
    await ask('Page.enable');
    await ask('Network.enable');
    await ask('Emulation.setDeviceMetricsOverride', { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });
    await ask('Emulation.setCPUThrottlingRate', { rate: SLOWED });
    await ask('Network.emulateNetworkConditions', SLOW_3G);
    await ask('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
    await ask('Page.navigate', { url });
    await new Promise(done => setTimeout(done, 4000));
    const { result } = await ask('Runtime.evaluate', { returnByValue: true, expression: `(() => {
      const page = performance.getEntriesByType('navigation')[0];
      const bytes = performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, page.transferSize);
      return { ...seen, bytes, first: page.responseStart, requests: 1 + performance.getEntriesByType('resource').length };
    })()` });
    socket.close();
    return result.value;
  } finally {
    browser.kill();
    await new Promise(ended => browser.once('exit', ended));
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

const paints = [];
for (let run = 0; run < Number(runs); run += 1) {
  const { lcp, what, shift, bytes, requests, first } = await measure();
  paints.push(lcp);
  console.log(`LCP ${Math.round(lcp)} ms (${what}), layout shift ${shift.toFixed(4)}, first byte ${Math.round(first)} ms, ${requests} requests, ${bytes} bytes`);
}
paints.sort((a, b) => a - b);
console.log(`median LCP ${Math.round(paints[Math.floor(paints.length / 2)])} ms`);
