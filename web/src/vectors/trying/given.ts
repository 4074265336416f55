import type { Given } from './outcome';

/** The files of a choice; `folder` is said for them where a phone's browser cannot choose a folder. */
export function chosen(files: Iterable<File>, folder = ''): Promise<Given[]> {
  return Promise.all([...files].map((file) => read(file, folder ? `${folder}/${file.name}` : file.webkitRelativePath || file.name)));
}

/** What was dropped: files, and folders with all that is in them. */
export async function dropped(transfer: DataTransfer): Promise<Given[]> {
  // What was dropped can be asked for in this very moment only.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  if (entries.some((entry) => entry === null)) return chosen(transfer.files);
  return (await Promise.all(entries.map((entry) => within(entry!)))).flat();
}

async function within(entry: FileSystemEntry): Promise<Given[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [await read(file, entry.fullPath)];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  // A folder is read by parts; the last one is empty.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) break;
    found.push(...part);
  }
  return (await Promise.all(found.map(within))).flat();
}

async function read(file: File, path: string): Promise<Given> {
  return { path, bytes: new Uint8Array(await file.arrayBuffer()) };
}
