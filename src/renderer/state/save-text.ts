/** Offers a text as a file; where it goes is asked by the system's own dialog. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the address later than the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
