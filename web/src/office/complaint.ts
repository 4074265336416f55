import { Problem } from '../api/problem';
import type { Speech } from './words/speech';

/** Why something was not done, in words: the server's own where it gave some. */
export function complaintOf(problem: unknown, speech: Speech): string {
  if (problem instanceof Problem && problem.kind !== 'UNREACHABLE') return problem.message;
  return speech.say('app.unreachable');
}
