import { print } from '@0no-co/graphql.web';
import { DOCUMENT_IDS } from 'virtual:document-ids';
import type { TadaDocumentNode } from './graphql';

export const NOT_FOUND = 'PERSISTED_QUERY_NOT_FOUND';

/** How a document is named in a request: by its id where the server knows it, else by its text. */
export type Named = { documentId: string } | { query: string };

/** A server of another release may not know our ids; after it has said so, texts are sent until the page is loaded anew. */
export class Naming {
  #isKnown = true;

  constructor(readonly ids: Readonly<Record<string, string>> = DOCUMENT_IDS) {}

  name<Result, Variables>(document: TadaDocumentNode<Result, Variables>): Named {
    const id = this.#isKnown ? this.ids[operationName(document) ?? ''] : undefined;
    return id === undefined ? { query: print(document) } : { documentId: id };
  }

  forget(): void {
    this.#isKnown = false;
  }
}

function operationName<Result, Variables>(document: TadaDocumentNode<Result, Variables>): string | undefined {
  for (const definition of document.definitions) if (definition.kind === 'OperationDefinition') return definition.name?.value;
  return undefined;
}
