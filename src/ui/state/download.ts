// Offers text as a file, to wherever the browser keeps downloads.

export function download(name: string, type: string, text: string | Blob) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
