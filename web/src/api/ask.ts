import type { TadaDocumentNode } from './graphql';
import { Problem } from './problem';
import { Naming, NOT_FOUND } from './request';

const naming = new Naming();

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** How a question travels: for whom, and packed where it is long and the line thin. */
export interface Asking {
  signal?: AbortSignal | undefined;
  token?: string | undefined;
  /** Without the cookie of whoever is signed in to the console in this browser. */
  isAnonymous?: boolean;
  isPacked?: boolean;
}

/** Ask the API. Fields that this viewer may not see come back as null; only an answer with nothing in it is a Problem. */
export async function ask<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  asking: AbortSignal | Asking = {},
): Promise<Result> {
  const how = asking instanceof AbortSignal ? { signal: asking } : asking;
  let answer = await send<Result>(JSON.stringify({ ...naming.name(document), variables }), how);
  if (answer.errors?.[0]?.extensions?.code === NOT_FOUND) {
    naming.forget();
    answer = await send<Result>(JSON.stringify({ ...naming.name(document), variables }), how);
  }
  const { data, errors } = answer;
  const isEmpty = !data || Object.values(data).every((value) => value === null);
  const first = errors?.[0];
  if (first && isEmpty) {
    const code = first.extensions?.code;
    throw new Problem(code === 'FORBIDDEN' || code === 'UNAUTHENTICATED' ? 'FORBIDDEN' : 'REFUSED', first.message, code);
  }
  if (!data) throw new Problem('REFUSED', 'empty answer');
  return data;
}

async function send<Result>(body: string, { signal, token, isAnonymous, isPacked }: Asking): Promise<Answer<Result>> {
  let response: Response;
  try {
    const packed = isPacked ? await packedBy(body) : undefined;
    response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(packed ? { 'content-encoding': 'gzip' } : {}),
      },
      body: packed ?? body,
      // A token speaks for itself; a cookie beside it would only confuse who asks.
      ...(token !== undefined || isAnonymous ? { credentials: 'omit' as const } : {}),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Problem('UNREACHABLE', String(cause));
  }
  try {
    return (await response.json()) as Answer<Result>;
  } catch {
    throw new Problem(response.status >= 500 ? 'UNREACHABLE' : 'REFUSED', `HTTP ${response.status}`);
  }
}

/** The text packed with gzip; undefined in a browser that cannot, which then sends it as it is. */
function packedBy(text: string): Promise<ArrayBuffer> | undefined {
  if (typeof CompressionStream === 'undefined') return undefined;
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}
