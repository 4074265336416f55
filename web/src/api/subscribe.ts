import { print } from '@0no-co/graphql.web';
import { createClient } from 'graphql-ws';
import type { TadaDocumentNode } from './graphql';

const PING_EVERY_MS = 10_000;

/**
 * One subscription on one socket, until it ends for whatever reason; who calls decides when to begin again.
 * A socket that answers no ping for as long as pings are apart counts as dead, since a pulled cable says nothing.
 */
export function subscribe<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  heard: { next: (result: Result) => void; ended: (reason: unknown) => void },
): () => void {
  let pongDue: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    on: {
      ping: (isReceived) => {
        if (!isReceived) pongDue = setTimeout(() => client.terminate(), PING_EVERY_MS);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(pongDue);
      },
    },
  });
  client.subscribe<Result>(
    { query: print(document), variables: variables as Record<string, unknown> },
    {
      next: ({ data, errors }) => (data ? heard.next(data) : heard.ended(errors)),
      error: heard.ended,
      complete: () => heard.ended(undefined),
    },
  );
  return () => {
    clearTimeout(pongDue);
    void client.dispose();
  };
}
