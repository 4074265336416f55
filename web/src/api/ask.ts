import type { TadaDocumentNode } from './graphql';
import { Problem } from './problem';
import { Naming, NOT_FOUND } from './request';

const naming = new Naming();

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Ask the API. Fields that this viewer may not see come back as null; only an answer with nothing in it is a Problem. */
export async function ask<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  let answer = await send<Result>(JSON.stringify({ ...naming.name(document), variables }), signal);
  if (answer.errors?.[0]?.extensions?.code === NOT_FOUND) {
    naming.forget();
    answer = await send<Result>(JSON.stringify({ ...naming.name(document), variables }), signal);
  }
  const { data, errors } = answer;
  const isEmpty = !data || Object.values(data).every((value) => value === null);
  const first = errors?.[0];
  if (first && isEmpty) {
    const code = first.extensions?.code;
    throw new Problem(code === 'FORBIDDEN' || code === 'UNAUTHENTICATED' ? 'FORBIDDEN' : 'REFUSED', first.message);
  }
  if (!data) throw new Problem('REFUSED', 'empty answer');
  return data;
}

async function send<Result>(body: string, signal?: AbortSignal): Promise<Answer<Result>> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
      body,
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
