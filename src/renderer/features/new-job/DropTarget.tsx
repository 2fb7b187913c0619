import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { navigate } from '../../state/ui-store.ts';
import styles from './DropTarget.module.css';
import { takeFiles, takeText } from './draft.ts';
import { listIn } from './given-list.ts';

/** A list may be dropped anywhere on the window; an overlay says so while it hovers. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // A drag that began in this window is somebody moving text, not bringing a list.
    let ownDrag = false;
    // Entering a child leaves its parent: only the count tells whether the drag is still over the window.
    let depth = 0;
    const brings = (event: DragEvent): boolean => {
      const types = event.dataTransfer?.types ?? [];
      return !ownDrag && ['Files', 'text/plain', 'text/uri-list'].some((type) => types.includes(type));
    };
    const onDragStart = () => {
      ownDrag = true;
    };
    const onDragEnd = () => {
      ownDrag = false;
    };
    const onEnter = (event: DragEvent) => {
      if (!brings(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!brings(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent) => {
      if (!brings(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!brings(event) || !event.dataTransfer) return;
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      const text = listIn(event.dataTransfer);
      navigate({ screen: 'new-job' });
      if (files.length > 0) void takeFiles(files);
      else if (text.trim() !== '') takeText(text);
    };
    const listeners = { dragstart: onDragStart, dragend: onDragEnd, dragenter: onEnter, dragleave: onLeave };
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className={styles.overlay}>
      <div className={styles.card}>
        <FileDown size={28} strokeWidth={1.5} aria-hidden />
        <p className={styles.title}>Drop the list anywhere</p>
        <p className={styles.text}>text, csv, json or yaml, links, or folders of this computer</p>
      </div>
    </div>
  );
}
