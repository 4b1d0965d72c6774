// Files that are chosen, dropped or pasted, and those in folders.

export interface NamedFile {
  file: File;
  /** With its folders. */
  name: string;
}

export const named = (files: Iterable<File>): NamedFile[] =>
  Array.from(files, (file) => ({ file, name: file.webkitRelativePath || file.name }));

/** All files of a drop or a paste, folders' with them, in the order of their names. Call it while the event is handled. */
export function filesOf(data: DataTransfer): Promise<NamedFile[]> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // What is pasted from the clipboard, and what a page's script makes, has no entries.
  if (entries.length === 0) return Promise.resolve(named(data.files));
  return Promise.all(entries.map(walk)).then((found) => found.flat());
}

async function walk(entry: FileSystemEntry): Promise<NamedFile[]> {
  const name = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const open = (done: FileCallback, failed: ErrorCallback) => (entry as FileSystemFileEntry).file(done, failed);
    // One that has gone meanwhile is told of when it is opened.
    const file = await new Promise<File>(open).catch(() => new File([], entry.name));
    return [{ file, name }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // A hundred come at a time, and none at the end.
  for (;;) {
    const next = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed)).catch(
      () => [],
    );
    if (next.length === 0) break;
    inside.push(...next);
  }
  inside.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const found: NamedFile[] = [];
  for (const one of inside) found.push(...(await walk(one)));
  return found;
}

/** By what the system takes it for. Whether it is one turns out when it is opened. */
export const isVideo = ({ type, name }: Pick<File, 'type' | 'name'>): boolean =>
  type.startsWith('video/') || /\.(mkv|mts|m2ts)$/i.test(name);
