import type { AppNotice } from '../../../shared/methods/app.ts';

/** Notices that belong to no single run. */
export interface Notices {
  list(): AppNotice[];
  /** A notice with the id of an older one replaces it. */
  add(notice: AppNotice): void;
  remove(id: string): void;
}

/** @param redact removes keys from the texts */
export function createNotices(redact: (text: string) => string, onChange: (notices: AppNotice[]) => void): Notices {
  const notices = new Map<string, AppNotice>();
  return {
    list: () => [...notices.values()],
    add(given) {
      const { text, next } = given;
      const notice = { ...given, text: redact(text), next: next === null ? null : redact(next) };
      const known = notices.get(notice.id);
      if (known && known.text === notice.text && known.next === notice.next) return;
      notices.set(notice.id, notice);
      onChange([...notices.values()]);
    },
    remove(id) {
      if (notices.delete(id)) onChange([...notices.values()]);
    },
  };
}
