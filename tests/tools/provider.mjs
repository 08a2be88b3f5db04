// The single sign-on of a province, for the tests: the certified `oidc-provider` on a free port of the loopback
// address, which can be told to rotate its keys, to be slow, to be away, or to lie.
//
//   node provider.mjs '{"redirect": "http://127.0.0.1:7600/staff/sso/back", "people": {"hoa": {"groups": ["x"]}}}'
//
// With "tls" it speaks https, with a certificate of authority/authority.pem (for localhost, good for a hundred years; the
// key of the authority is gone). It prints “listening: URL”. Each line of standard input is an order in JSON, answered with “done”:
//   {"people": {…}}  the claims of people, by login      {"acr": "…", "amr": ["otp"]}  how people sign in from now on
//   {"rotate": true} sign with a new key                 {"pause": 3000}  wait before each reply
//   {"away": true}   drop every connection               {"flood": true}  send replies without an end
//   {"lie": {…}}     sign these claims into ID tokens; "alg" says how: the header of the forgery
//   {"elsewhere": "http://…"} answer with a redirect     {"claims_in": "token" | "userinfo"}

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createInterface } from 'node:readline';
import { createHmac, generateKeyPairSync, createPrivateKey, randomUUID, sign } from 'node:crypto';
import Provider from 'oidc-provider';

// What the library remarks goes where nobody waits for an answer.
console.info = console.error;

const order = { people: {}, pause: 0, claims_in: 'userinfo', ...JSON.parse(process.argv[2]) };
const CLIENT = 'sipas';
const SECRET = 'a secret of two services, long enough for HS256 tokens';

let key = newKey();
let provider;

function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

function open(issuer) {
  provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT,
      client_secret: SECRET,
      redirect_uris: [order.redirect],
      post_logout_redirect_uris: [new URL('/staff/sign-in', order.redirect).href],
    }],
    jwks: { keys: [key] },
    cookies: { keys: ['for tests only'] },
    acrValues: ['substantial'],
    claims: { openid: ['sub', 'acr', 'amr'], profile: ['preferred_username', 'groups', 'place'] },
    conformIdTokenClaims: order.claims_in === 'userinfo',
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    findAccount: (_, login) => ({
      accountId: login,
      claims: () => ({ sub: login, preferred_username: login, ...order.people[login] }),
    }),
  });
}

async function interact(request, response) {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!DOCTYPE html><html lang="vi"><title>Đăng nhập một lần</title><h1>Tỉnh</h1>
      <form method="post"><label>Tên <input name="login"></label> <button type="submit">Đăng nhập</button></form>`);
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  const login = new URLSearchParams(body).get('login');
  const { acr, amr } = order;
  await provider.interactionFinished(request, response, { login: { accountId: login, acr, amr } });
}

const coded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function forged(token) {
  const { alg = 'RS256', ...claims } = order.lie;
  const [head, body] = token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  const text = `${coded({ ...head, alg })}.${coded({ ...body, ...claims })}`;
  const signature = {
    none: () => '',
    HS256: () => createHmac('sha256', SECRET).update(text).digest('base64url'),
    RS256: () => sign('sha256', text, createPrivateKey({ key, format: 'jwk' })).toString('base64url'),
  };
  return `${text}.${signature[alg]()}`;
}

function lying(response) {
  const end = response.end.bind(response);
  response.end = (text) => {
    const reply = JSON.parse(text);
    if (reply.id_token) reply.id_token = forged(reply.id_token);
    const body = JSON.stringify(reply);
    response.setHeader('content-length', Buffer.byteLength(body));
    end(body);
  };
}

async function answer(request, response) {
  if (order.pause) await new Promise((over) => { setTimeout(over, order.pause); });
  if (order.away) return request.socket.destroy();
  if (order.elsewhere) {
    response.writeHead(302, { location: order.elsewhere + request.url });
    return response.end();
  }
  if (order.flood) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = () => { while (!response.destroyed && response.write(' '.repeat(65536))); };
    response.on('drain', more);
    return more();
  }
  if (order.lie && request.url.startsWith('/token')) lying(response);
  if (request.url.startsWith('/interaction/')) return interact(request, response);
  return provider.callback()(request, response);
}

const secure = (name) => readFileSync(new URL(`authority/${name}`, import.meta.url));
const listen = (work) => (order.tls
  ? createSecureServer({ key: secure('provider.key'), cert: secure('provider.pem') }, work)
  : createServer(work));
const server = listen((request, response) => {
  Promise.resolve(answer(request, response)).catch((error) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(0, '127.0.0.1', () => {
  // Another site than the service at 127.0.0.1, as in life: cookies that are strict do not come back from here.
  const issuer = `http${order.tls ? 's' : ''}://localhost:${server.address().port}`;
  open(issuer);
  console.log(`listening: ${issuer}`);
  createInterface({ input: process.stdin }).on('line', (line) => {
    const wanted = JSON.parse(line);
    if (wanted.rotate) key = newKey();
    Object.assign(order, wanted, { rotate: false });
    open(issuer);
    console.log('done');
  }).on('close', () => process.exit(0));
});
