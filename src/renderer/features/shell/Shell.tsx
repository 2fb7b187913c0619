import { type ReactNode, useEffect } from 'react';
import { useClient } from '../../state/store.ts';
import { wearTheme } from '../../state/theme.ts';
import { useIsWaiting } from '../../state/waiting.ts';
import { Banners } from './Banners.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Rail } from './Rail.tsx';
import { SendAnyway } from './SendAnyway.tsx';
import styles from './Shell.module.css';
import { Toasts } from './Toasts.tsx';
import { useShellCommands } from './use-shell-commands.ts';

/** Rail, bars and the chosen screen. `bare` leaves out the rail: the welcome comes before there is anywhere to go. */
export function Shell({ bare = false, children }: { bare?: boolean; children: ReactNode }) {
  const theme = useClient((state) => state.settings.theme);
  const platform = useClient((state) => state.platform);
  useEffect(() => wearTheme(theme), [theme]);
  useEffect(() => {
    document.documentElement.dataset.platform = platform;
  }, [platform]);
  useShellCommands();
  return (
    <div className={styles.shell}>
      {!bare && <Rail />}
      <div className={styles.column}>
        <Working />
        {!bare && <Banners />}
        <main className={styles.main}>{children}</main>
      </div>
      <KeySheet />
      <SendAnyway />
      <Toasts />
    </div>
  );
}

/** A line along the top for as long as something that was asked for is not answered. */
function Working() {
  return useIsWaiting() && <div className={styles.working} role="progressbar" aria-label="Working" />;
}
