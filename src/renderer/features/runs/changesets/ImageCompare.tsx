import { useEffect, useState } from 'react';
import type { FileChange } from '../../../../shared/changeset.ts';
import type { AppError } from '../../../../shared/errors.ts';
import { unhidden } from '../../../../shared/hidden-text.ts';
import type { RunId } from '../../../../shared/ids.ts';
import { invoke } from '../../../api.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { ErrorCard } from '../../../ui/ErrorCard.tsx';
import { formatSize } from '../../../ui/format.ts';
import styles from './ImageCompare.module.css';
import { imageType } from './image-type.ts';

/** An image before and after the change, side by side. */
export function ImageCompare(props: { runId: RunId; change: FileChange; onClose: () => void }) {
  const { runId, change } = props;
  return (
    <Dialog open onClose={props.onClose} title={unhidden(change.path)} width="large">
      <div className={styles.sides}>
        <Side runId={runId} path={change.oldPath ?? change.path} side="before" there={change.status !== 'added'} />
        <Side runId={runId} path={change.path} side="after" there={change.status !== 'deleted'} />
      </div>
    </Dialog>
  );
}

const SIDE_WORDS = { before: 'Before', after: 'After' } as const;

function Side(props: { runId: RunId; path: string; side: 'before' | 'after'; there: boolean }) {
  const { runId, path, side, there } = props;
  const [source, setSource] = useState<{ url: string; bytes: number } | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [pixels, setPixels] = useState<string | null>(null);
  useEffect(() => {
    if (!there) return;
    let left = false;
    void invoke('runs.fileBytes', { runId, path, side }).then((answer) => {
      if (left) return;
      if (!answer.ok) setError(answer.error);
      else if (answer.value.base64 !== null) {
        const { base64 } = answer.value;
        setSource({ url: `data:${imageType(path)};base64,${base64}`, bytes: Math.floor((base64.length * 3) / 4) });
      }
    });
    return () => {
      left = true;
    };
  }, [runId, path, side, there]);
  return (
    <figure className={styles.side}>
      <figcaption>
        {SIDE_WORDS[side]}
        {source && (
          <span>
            {pixels} {formatSize(source.bytes / 1000)}
          </span>
        )}
      </figcaption>
      <div className={styles.frame}>
        {error && <ErrorCard error={error} />}
        {!there && <p>{side === 'before' ? 'Did not exist' : 'Deleted'}</p>}
        {source && (
          <img
            src={source.url}
            alt={`${path}, ${SIDE_WORDS[side].toLowerCase()} the change`}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setPixels(`${naturalWidth} × ${naturalHeight},`)
            }
            onError={() => setError({ code: 'not_found', message: 'This is no image that can be shown.' })}
          />
        )}
      </div>
    </figure>
  );
}
