import { perform } from '../../state/actions.ts';
import { useClient } from '../../state/store.ts';
import { navigate } from '../../state/ui-store.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { mendButtons } from '../../ui/error-actions.ts';

/** What holds for the whole window: no network, keys only in memory, things main wants to be known. */
export function Banners() {
  const online = useClient((state) => state.online);
  const notices = useClient((state) => state.notices);
  const keyStorage = useClient((state) => state.keyStorage);
  const hasKeys = useClient((state) => state.keys.some((key) => key.present));
  return (
    <>
      {!online && (
        <Banner level="warning">
          No network. Reading, reviewing and saving patches still work; running sessions wait and go on by themselves.
        </Banner>
      )}
      {keyStorage.kind === 'memory' && hasKeys && (
        <Banner
          level="warning"
          action={
            <Button size="small" onClick={() => navigate({ screen: 'settings' })}>
              Open Settings
            </Button>
          }
        >
          Your keys are only held in memory and are gone when the app quits.
        </Banner>
      )}
      {notices.map((notice) => (
        <Banner
          key={notice.id}
          level={notice.level}
          action={mendButtons(notice.mends ?? [], {}).map(({ mend, label, act }) => (
            <Button key={mend} size="small" onClick={act}>
              {label}
            </Button>
          ))}
          onDismiss={() => void perform('app.dismissNotice', { id: notice.id })}
        >
          {notice.text}
          {notice.next && ` ${notice.next}`}
        </Banner>
      ))}
    </>
  );
}
