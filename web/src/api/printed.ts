/** Why a page was not printed, as the server says it; BUSY where something before it had no time. */
export type Refusal = { code: string; message: string };

export async function refusalOf(response: Response): Promise<Refusal> {
  try {
    return (await response.json()) as Refusal;
  } catch {
    return { code: 'BUSY', message: `HTTP ${response.status}` };
  }
}

/** Give a file to the browser as a download. */
export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
