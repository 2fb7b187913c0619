import { Badge } from './Badge.tsx';
import { Tooltip } from './Tooltip.tsx';

/** Said wherever a demo job is shown. */
export const ScriptedBadge = () => (
  <Tooltip text="This job runs on sample repositories with a scripted model on this computer. Nothing is sent to Claude and nothing is billed.">
    <span>
      <Badge tone="merged">scripted model</Badge>
    </span>
  </Tooltip>
);
