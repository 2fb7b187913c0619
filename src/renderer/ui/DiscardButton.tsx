import { useState } from 'react';
import { Button } from './Button.tsx';
import { ConfirmDialog } from './Dialog.tsx';

/** Throws away what a person has typed, once they have said so twice. */
export function DiscardButton({ label, what, onDiscard }: { label: string; what: string; onDiscard: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{label}</Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={onDiscard}
        title="Discard what you have written?"
        description={`${what} is gone for good.`}
        confirm="Discard"
        danger
      />
    </>
  );
}
