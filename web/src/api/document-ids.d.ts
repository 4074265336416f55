declare module 'virtual:document-ids' {
  /** Ids of the documents that the server knew when this client was built, by the name of their operation. */
  export const DOCUMENT_IDS: Readonly<Record<string, string>>;
}
