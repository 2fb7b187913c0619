const TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  bmp: 'image/bmp',
  // As the source of an <img> it runs no script and loads nothing; it must never become a part of the page.
  svg: 'image/svg+xml',
};

/** The type of an image that the window can draw, by the end of its name; null for anything else. */
export const imageType = (path: string): string | null =>
  TYPES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? null;
