import { en as convoys } from '../../convoys/words/en';
import { en as head } from '../../design/head/en';
import type { Texts } from './speech';

/** English, the second language of the page of escorts. */
export const en: Texts = {
  ...head,
  ...convoys,
  'app.name': 'Silog Escort',
  'app.loading': 'Loading…',
  'app.cancel': 'Cancel',
  'app.unreachable': 'The server cannot be reached. Trying again…',

  'closed.title': 'This page is for escorts of convoys',
  'closed.why': 'An escort sees the own convoy, confirms to be there and reports what happens. Your role is another one.',
  'closed.out': 'Sign in by a link or password from the KPU office, or open this page on an escort’s enrolled phone.',
  'closed.signIn': 'Sign in',
  'closed.map': 'Open the map',

  'sentence.none': 'You guard no convoy yet.',
  'sentence.own': 'You guard {name}.',
  'sentence.many': 'You guard {count} convoys.',
  'sentence.missing': '{count} confirmations are missing.',
  'none.why': 'The KPU office assigns escorts. This page looks again every half minute.',

  'queue.unsent': '{count} not sent yet, the oldest of {time}. Kept on this phone, and sent by itself as soon as there is signal.',
  'queue.full': 'The phone’s storage is full: {count} words are not kept, they are on this screen alone.',
  'queue.fullHow': 'Do not close this page. They are sent by themselves as soon as there is signal, and kept as soon as there is room: delete photos, videos or apps that are not needed.',
  'queue.clear': 'Everything is sent.',
  'queue.refused': 'Not taken by the server: {reason}',
  'queue.drop': 'I have read it',
  'queue.waits': 'waiting for signal',

  'private': 'Where an escort is, is never shown to the public.',
  'offline.YES': 'This page opens without signal too.',
  'offline.NOT_YET': 'Leave this page open while there is signal: it is not kept on this phone yet, to open without signal.',
  'offline.INSECURE': 'Over http this page cannot be opened without signal. Open it over https.',
  'offline.UNABLE': 'This browser, or this private window, cannot open the page without signal.',
  'offline.FULL': 'The phone’s storage is full: convoys are not kept to be opened without signal.',
  'next.none': 'Every journey is confirmed.',
  'do.DEPARTURE': 'PRESENT: leaving {place}',
  'do.ARRIVAL': 'PRESENT: arrived at {place}',
  'do.checkpoint': 'Check point…',
  'do.report': 'Report what happened…',
  'do.confirm': 'I am there',

  'confirm.title.DEPARTURE': 'Present at the departure from {place}?',
  'confirm.title.ARRIVAL': 'Present at the arrival at {place}?',
  'confirm.title.CHECKPOINT': 'Present at a check point',
  'confirm.when': 'Election time: {time} WIB. What is said can be neither changed nor deleted.',
  'confirm.yes': 'Yes, I am there',
  'confirm.place': 'Place',
  'confirm.atSea': 'At sea, where this phone is',
  'confirm.position': 'Send the phone’s position too',
  'confirm.noPosition': 'This phone does not know where it is: choose a place.',

  'report.title': 'Report what happened to {name}',
  'report.kind': 'What happened',
  'report.text': 'In a few words',
  'report.place': 'Place (if any)',
  'report.nowhere': 'On the way',
  'report.send': 'Report',
  'report.means': 'An incident opens for the KPU office and supervisors, until somebody resolves it.',

  'shipments.label': 'Shipments and boxes',
};
