import { en as head } from '../../design/head/en';
import type { Texts } from './speech';

/** English, the second language of the page of test vectors. */
export const en: Texts = {
  ...head,
  'app.name': 'Silog Test Vectors',
  'sentence.none': 'Does this browser sign correctly? Try it with vectors from outside.',
  'sentence.trying': 'Trying…',
  'sentence.all': 'All {count} cases are as their author says.',
  'sentence.some': '{wrong} of {count} cases are not as their author says.',
  'sentence.nothing': 'No case was tried.',
  'sentence.impossible': 'Cannot be tried in this browser: {files}.',
  'intro': 'For auditors: Wycheproof’s test vectors (Ed25519 and P-256) and the files of the author of RFC 8785, the same as for the command',
  'intro.stays': 'Files are read in this browser and sent nowhere.',

  'give.drop': 'Drop files or a folder here',
  'give.folder': 'Choose a folder (all at once)',
  'give.files': 'Choose Wycheproof’s files',
  'give.input': 'Choose inputs of RFC 8785 (jcs/input)',
  'give.output': 'Choose outputs of RFC 8785 (jcs/output)',
  'give.clear': 'Start again',
  'give.unread': 'A file cannot be read: {reason}',

  'table.label': 'Results for each file',
  'table.file': 'File',
  'table.cases': 'Cases',
  'table.right': 'As said',
  'table.wrong': 'Otherwise',
  'table.signed': '{count} messages were signed by the phone’s code too, and the signatures verified.',
  'table.notTried': 'not tried',
  'what.ED25519': 'Ed25519 signatures',
  'what.P256': 'P-256 signatures',
  'what.JCS': 'canonical form, RFC 8785',

  'miss.REFUSED': 'valid by its author, refused here',
  'miss.TAKEN': 'invalid by its author, taken here',
  'miss.KEY': 'valid by its author, its key is not read by this browser: {reason}',
  'miss.SIGNING': 'the phone’s signature of this message is refused by this browser',
  'miss.TEXT': 'by its author: {expected} · here: {found}',
  'miss.SCAN': 'by its author: {expected} · here, written as a scan: {found}',

  'impossible.UNSUPPORTED': 'This browser does not know {what}. Not one case counts as passed. A phone with this browser makes a P-256 key.',
  'impossible.INSECURE': 'Browsers give WebCrypto to https pages only. Not one case counts as passed. Open this page over https.',

  'unknown.title': 'No test vectors that are known here',
  'unknown.NOT_JSON': 'no JSON',
  'unknown.NO_VECTORS': 'no file of Wycheproof. If it is a file of RFC 8785, choose its folder, or use “inputs” and “outputs”',
  'unknown.OTHER_ALGORITHM': 'Wycheproof’s vectors of another algorithm. Devices use: ed25519_test.json and ecdsa_secp256r1_sha256_p1363_test.json',
  'unknown.BROKEN': 'a broken file of Wycheproof: the key, message, signature or result of a case cannot be read',
  'unknown.ALONE': 'only the input or only the output. Choose the other half too',

  'ran.title': 'What was run',
  'ran.signatures': 'The signatures in the files are verified by this browser’s WebCrypto, with the algorithms and forms of keys of the scanning phone’s code. A key that the browser does not read counts as a refused signature.',
  'ran.signing': 'The phone itself only signs. So every message of the files is signed by the phone’s code with a new key too, and verified.',
  'ran.canonical': 'The canonical form is made by the code that the phone uses. An input that a scan could hold (texts, integers, lists of texts) is a second case: it is tried again by the function that writes scans before they are signed.',
  'ran.browser': 'Browser: {agent}',
};
