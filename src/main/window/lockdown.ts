import { app, type Session } from 'electron';
import { headOf } from '../../shared/cut.ts';
import { APP_ORIGIN } from './protocol.ts';

/**
 * Closes every door that a page has by default: permissions, navigation, new windows, embedded views, spell-check
 * downloads. `onBlocked` hears of each attempt, for the log.
 */
export function lockDown(session: Session, onBlocked: (what: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    onBlocked(`permission ${permission}`);
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // Without this Chromium looks up its dictionary host at every start, even when spell-checking is off.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);

  app.on('web-contents-created', (_event, contents) => {
    const stayInside = (event: { preventDefault: () => void }, url: string): void => {
      if (isOwnPage(url)) return;
      event.preventDefault();
      onBlocked(`navigation to ${headOf(url, 200)}`);
    };
    contents.on('will-navigate', (event) => stayInside(event, event.url));
    contents.on('will-redirect', (event) => stayInside(event, event.url));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      onBlocked(`a window for ${headOf(url, 200)}`);
      return { action: 'deny' };
    });
  });
}

const isOwnPage = (url: string): boolean => url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
