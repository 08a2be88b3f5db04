// Seals to a public key: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, one message.

const hpke = (() => {
  const bytes = text => new TextEncoder().encode(text);
  const KEM = join(bytes('KEM'), [0, 0x20]);
  const SUITE = join(bytes('HPKE'), [0, 0x20, 0, 1, 0, 1]);

  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  }

  async function hmac(key, text) {
    // An empty salt is a key of zeros (RFC 5869).
    const raw = key.length ? key : new Uint8Array(32);
    const own = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await crypto.subtle.sign('HMAC', own, text));
  }

  const extract = (suite, salt, label, ikm) => hmac(salt, join(bytes('HPKE-v1'), suite, bytes(label), ikm));

  /** At most 32 bytes: one round of HKDF-Expand. */
  async function expand(suite, secret, label, info, length) {
    const text = join([0, length], bytes('HPKE-v1'), suite, bytes(label), info, [1]);
    return (await hmac(secret, text)).slice(0, length);
  }

  /** Whether this browser can. */
  const able = async () => {
    try {
      return Boolean(await crypto.subtle.generateKey('X25519', false, ['deriveBits']));
    } catch (unknown) {
      return false;
    }
  };

  /** The encapsulated key and the sealed text, one after the other. `pair` is drawn anew unless a test brings one. */
  async function seal(publicKey, info, aad, text, pair) {
    const own = pair || await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
    const other = await crypto.subtle.importKey('raw', publicKey, 'X25519', true, []);
    const enc = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey));
    const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: other }, own.privateKey, 256));
    const none = new Uint8Array(0);
    const agreed = await extract(KEM, none, 'eae_prk', dh);
    const shared = await expand(KEM, agreed, 'shared_secret', join(enc, publicKey), 32);
    const context = join([0], await extract(SUITE, none, 'psk_id_hash', none), await extract(SUITE, none, 'info_hash', info));
    const secret = await extract(SUITE, shared, 'secret', none);
    const key = await crypto.subtle.importKey('raw', await expand(SUITE, secret, 'key', context, 16), 'AES-GCM', false, ['encrypt']);
    const iv = await expand(SUITE, secret, 'base_nonce', context, 12);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad }, key, text);
    return join(enc, new Uint8Array(sealed));
  }

  return { able, seal, bytes, join };
})();
