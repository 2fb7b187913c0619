import { useQuestion } from '../../state/anyway.ts';
import { ConfirmDialog } from '../../ui/Dialog.tsx';

/** Asks whether a text that seems to hold a key goes out. It holds for this text, this time. */
export function SendAnyway() {
  const question = useQuestion();
  return (
    <ConfirmDialog
      open={question !== null}
      onClose={() => question?.answer(false)}
      onConfirm={() => question?.answer(true)}
      title="This looks like a key or token"
      description={`${question?.error.message ?? ''} Whatever you send is stored, and goes to the model.`}
      confirm="Send it anyway"
      cancel="Go back"
      danger
    />
  );
}
