import { useEffect, useState } from 'react';
import { doubtsOf, keyDoubts } from '../../../shared/doubts.ts';
import type { AppError } from '../../../shared/errors.ts';
import { messageText } from '../../../shared/messages/message-text.ts';
import type { PublishPlan } from '../../../shared/pull-request.ts';
import { repoLabel } from '../../../shared/repo.ts';
import type { Run } from '../../../shared/run.ts';
import { invoke } from '../../api.ts';
import { perform, savePatches } from '../../state/actions.ts';
import { dropAsked, followPublishing } from '../../state/publishing-progress.ts';
import { hasDoubts, type MarkShape } from '../../state/run-mark.ts';
import { store, useClient } from '../../state/store.ts';
import { askToPublish, setTicked, useUi } from '../../state/ui-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorCard } from '../../ui/ErrorCard.tsx';
import { mendButtons } from '../../ui/error-actions.ts';
import { plural } from '../../ui/format.ts';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { StateShape } from '../../ui/StateMark.tsx';
import { TruncatedText } from '../../ui/TruncatedText.tsx';
import styles from './PublishDialog.module.css';
import { ACTION_WORDS, asSentences, planLabel, planSentence, sends } from './publish-text.ts';

/** Says per repository what publishing would do, before anything leaves the computer; then does it for the ticked ones. */
export function PublishDialog() {
  const runIds = useUi((state) => state.publishing);
  const [plans, setPlans] = useState<readonly PublishPlan[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [withKeys, setWithKeys] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const unsaid = useClient((state) =>
    (plans ?? [])
      .flatMap(({ runId }) => {
        const run = state.runs[runId];
        return run && keyDoubts(run).length > 0 && !withKeys.has(wordOf(run)) ? [runId] : [];
      })
      .join(' '),
  );
  const close = () => askToPublish(null);

  useEffect(() => {
    setPlans(null);
    setError(null);
    setWithKeys(new Set());
    if (!runIds) return;
    let current = true;
    void invoke('runs.publishPlan', { runIds: [...runIds] }).then((answer) => {
      if (!current) return;
      if (!answer.ok) {
        setError(answer.error);
        return;
      }
      const { runs } = store.getState();
      // What has doubts is only sent when somebody ticks it; asked for on its own, it was just looked at.
      const doubtful = answer.value.filter((plan) => {
        const run = runs[plan.runId];
        return run !== undefined && hasDoubts(run) && run.review.decision !== 'approved';
      });
      setLeft(new Set(runIds.length > 1 ? doubtful.map((plan) => plan.runId) : []));
      setPlans(answer.value);
    });
    return () => {
      current = false;
    };
  }, [runIds]);

  const waitsForWord = (plan: PublishPlan) => unsaid.split(' ').includes(plan.runId);
  const chosen = (plans ?? []).filter((plan) => sends(plan) && !left.has(plan.runId) && !waitsForWord(plan));
  const patches = (plans ?? []).filter((plan) => plan.action === 'patch_only');
  const publish = async () => {
    setBusy(true);
    const ids = chosen.map((plan) => plan.runId);
    followPublishing(ids);
    const answer = await perform('runs.openPullRequests', {
      runIds: ids,
      withKeys: ids.flatMap((runId) => {
        const run = store.getState().runs[runId];
        return run?.changeset && withKeys.has(wordOf(run)) ? [{ runId, tree: run.changeset.tree }] : [];
      }),
    });
    setBusy(false);
    if (!answer.ok) {
      dropAsked(ids);
      return;
    }
    setTicked([]);
    close();
  };

  return (
    <Dialog
      open={runIds !== null}
      onClose={close}
      onSend={chosen.length > 0 && !busy ? () => void publish() : null}
      title={plans?.some((plan) => plan.action === 'update') ? 'Open and update pull requests' : 'Open pull requests'}
      description={plans ? planSentence(plans, chosen.length) : 'Asking the hosts what is possible'}
      width="large"
      footer={
        <>
          {patches.length > 0 && (
            <Button onClick={() => void savePatches(patches.map((plan) => plan.runId))}>
              Save {plural(patches.length, 'patch', 'patches')}
            </Button>
          )}
          <span className={styles.space}>{chosen.length > 1 && <Unapproved plans={chosen} />}</span>
          <Button onClick={close}>Not now</Button>
          <Button
            variant="primary"
            keys="Mod+Enter"
            loading={busy}
            disabled={chosen.length === 0}
            onClick={() => void publish()}
          >
            {planLabel(chosen)}
          </Button>
        </>
      }
    >
      {error && <ErrorCard error={error} />}
      {!error && !plans && <SkeletonRows rows={Math.min(runIds?.length ?? 1, 6)} label="Making the plan" />}
      {plans && plans.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">
                <Checkbox
                  label="All"
                  checked={left.size === 0 ? true : chosen.length === 0 ? false : 'mixed'}
                  onChecked={(all) => setLeft(new Set(all ? [] : plans.map((plan) => plan.runId)))}
                  disabled={!plans.some(sends)}
                />
              </th>
              <th scope="col">Repository</th>
              <th scope="col">What happens</th>
              <th scope="col">Title or reason</th>
            </tr>
          </thead>
          <tbody>
            {plans.map((plan) => (
              <PlanRow
                key={plan.runId}
                plan={plan}
                taken={!left.has(plan.runId)}
                withKeys={withKeys}
                onWithKeys={(word, said) => setWithKeys((before) => having(before, word, said))}
                onTake={(taken) => setLeft((before) => having(before, plan.runId, !taken))}
              />
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}

/** Nothing is sent unseen without a word about it. */
function Unapproved({ plans }: { plans: readonly PublishPlan[] }) {
  const runs = useClient((state) => state.runs);
  const count = plans.filter((plan) => runs[plan.runId]?.review.decision !== 'approved').length;
  if (count === 0) return null;
  return count === plans.length ? 'None of them is approved yet.' : `${count} of them are not approved yet.`;
}

const SHAPES: Record<PublishPlan['action'], MarkShape> = {
  open: 'ready',
  update: 'ready',
  patch_only: 'waiting',
  nothing: 'waiting',
};

function PlanRow(props: {
  plan: PublishPlan;
  taken: boolean;
  onTake: (taken: boolean) => void;
  withKeys: ReadonlySet<string>;
  onWithKeys: (word: string, said: boolean) => void;
}) {
  const { plan } = props;
  const run = useClient((state) => state.runs[plan.runId]);
  const label = run ? repoLabel(run.repo) : plan.runId;
  const doubtful = run !== undefined && hasDoubts(run);
  return (
    <tr>
      <td>
        <Checkbox
          label={`${ACTION_WORDS[plan.action]} ${label}`}
          checked={sends(plan) && props.taken}
          onChecked={props.onTake}
          disabled={!sends(plan)}
        />
      </td>
      <th scope="row">
        <TruncatedText text={label} keep="end" />
      </th>
      <td>
        <span className={styles.action}>
          <StateShape shape={doubtful && sends(plan) ? 'attention' : SHAPES[plan.action]} />
          {ACTION_WORDS[plan.action]}
        </span>
        {plan.branch && sends(plan) && (
          <span className={styles.branch}>
            <TruncatedText text={`${plan.branch} → ${plan.base ?? 'default branch'}`} mono />
          </span>
        )}
      </td>
      <td className={styles.title}>
        {plan.title && sends(plan) && <span>{plan.title}</span>}
        {plan.action !== 'open' && <span className={styles.reason}>{messageText(plan.reason)}</span>}
        {run && <Mending plan={plan} run={run} />}
        {sends(plan) && run && doubtsOf(run).length > 0 && (
          <span className={styles.doubt}>
            {doubtful ? 'Look closely' : 'Look first'}: {asSentences(doubtsOf(run).map(messageText))}
          </span>
        )}
        {sends(plan) && props.taken && run && keyDoubts(run).length > 0 && (
          <span className={styles.doubt}>
            <Checkbox
              checked={props.withKeys.has(wordOf(run))}
              onChecked={(said) => props.onWithKeys(wordOf(run), said)}
            >
              Publish it with what looks like a key
            </Checkbox>
          </span>
        )}
      </td>
    </tr>
  );
}

/** What a refused one needs. The plan is made anew when it is asked for again, so this one goes. */
function Mending({ plan, run }: { plan: PublishPlan; run: Run }) {
  const buttons = mendButtons(plan.mends ?? [], { jobId: run.jobId, runId: run.id });
  if (buttons.length === 0) return null;
  return (
    <span className={styles.mending}>
      {buttons.map(({ mend, label, act }) => (
        <Button
          key={mend}
          size="small"
          onClick={() => {
            askToPublish(null);
            act();
          }}
        >
          {label}
        </Button>
      ))}
    </span>
  );
}

/** It holds for the change that was looked at, and not for another one of the same run. */
const wordOf = ({ id, changeset }: Run): string => `${id} ${changeset?.tree ?? ''}`;

/** A copy that has this, or has it not. */
function having(all: ReadonlySet<string>, one: string, has: boolean): Set<string> {
  const others = [...all].filter((each) => each !== one);
  return new Set(has ? [...others, one] : others);
}
