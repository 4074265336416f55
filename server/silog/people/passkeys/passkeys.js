// Asks the browser for a passkey, on the pages /sign-in and /sign-in/passkeys. Every sentence stands in the page, in both languages.
const alertBox = document.querySelector('[data-passkey-alert]');

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

async function post(path, body) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(said.code ?? 'UNREACHABLE', [said.message, said.hint].filter(Boolean).join(' '));
  return said;
}

/** A browser names its reasons as it likes: what people can do about them is one of three things. */
function codeOf(problem) {
  if (problem instanceof Refusal) return problem.code;
  if (problem.name === 'InvalidStateError') return 'PASSKEY_KNOWN';
  if (problem.name === 'NotAllowedError' || problem.name === 'AbortError') return 'CANCELLED';
  return 'UNREACHABLE';
}

function show(problem) {
  const known = document.querySelector(`template[data-said="${codeOf(problem)}"]`);
  const said = document.createElement('p');
  said.textContent = problem.message;
  alertBox.replaceChildren(known ? known.content.cloneNode(true) : said);
  alertBox.hidden = false;
}

/** What every answer has in common; `parts` are those of its kind that the key itself made. */
function credentialOf(found, parts) {
  const response = Object.fromEntries(parts.filter((part) => found.response[part]).map((part) => [part, toText(found.response[part])]));
  return { id: found.id, rawId: toText(found.rawId), type: found.type, response };
}

async function signIn() {
  const publicKey = await post('/sign-in/passkey/ask', {});
  publicKey.challenge = toBytes(publicKey.challenge);
  const found = await navigator.credentials.get({ publicKey });
  const credential = credentialOf(found, ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle']);
  return post('/sign-in/passkey', { credential });
}

async function register(name) {
  const publicKey = await post('/sign-in/passkeys/ask', {});
  publicKey.challenge = toBytes(publicKey.challenge);
  publicKey.user.id = toBytes(publicKey.user.id);
  for (const known of publicKey.excludeCredentials) known.id = toBytes(known.id);
  const made = await navigator.credentials.create({ publicKey });
  const credential = credentialOf(made, ['clientDataJSON', 'attestationObject']);
  return post('/sign-in/passkeys', { name, credential });
}

/** One at a time: a second question would take the first one's window away. */
async function once(button, act) {
  button.disabled = true;
  alertBox.hidden = true;
  try {
    location.assign((await act()).to);
  } catch (problem) {
    show(problem);
    button.disabled = false;
  }
}

const [offer, missing] = [document.querySelector('[data-passkeys]'), document.querySelector('[data-passkeys-missing]')];
const isKnown = typeof PublicKeyCredential === 'function';
if (offer) offer.hidden = !isKnown;
if (missing) missing.hidden = isKnown;

const signInButton = document.querySelector('[data-passkey-sign-in]');
signInButton?.addEventListener('click', () => once(signInButton, signIn));

const registerForm = document.querySelector('[data-passkey-register]');
registerForm?.addEventListener('submit', (event) => {
  event.preventDefault();
  once(registerForm.querySelector('button'), () => register(registerForm.elements.namedItem('name').value));
});
