import { z } from 'zod';
import { says } from './message.ts';
import { TOOL_TITLES } from './tool-titles.ts';

const nothing = {};
const command = { command: z.string() };
/** Of a failure, which is a value with a code of its own. */
const message = { message: z.string() };

/** What a row says that its run does, or waits for. */
export const ACTIONS = {
  waiting_for_place: says(nothing, () => 'waiting for a free place'),
  waiting_to_go_on: says(nothing, () => 'waiting to go on'),
  starting: says(nothing, () => 'starting'),
  cancelling: says(nothing, () => 'cancelling'),
  looking_up_repository: says(nothing, () => 'looking up the repository'),
  cloning: says(nothing, () => 'cloning'),
  checking_before: says(command, ({ command }) => `running ${command} before the change`),
  starting_session: says(nothing, () => 'starting the session'),
  waiting_for_first_answer: says(
    nothing,
    () => 'waiting for the first answer of this job, which makes the others cheaper',
  ),
  waiting_for_money: says(nothing, () => 'waiting for money that another request has set aside'),
  waiting_for_model: says(nothing, () => 'waiting for Claude'),
  thinking: says(nothing, () => 'thinking'),
  writing: says(nothing, () => 'writing'),
  ...TOOL_TITLES,
  /** As it was stored until 2026-12. */
  tool: says({ title: z.string() }, ({ title }) => title),
  reading_change: says(nothing, () => 'reading the change'),
  checking: says(command, ({ command }) => `running ${command}`),
  judging: says(nothing, () => 'comparing the change with the request'),
  rate_limit_used_up: says(nothing, () => 'waiting for the rate limit of the Claude API'),
  rate_limit_spread: says(nothing, () => 'little is left of the rate limit of the Claude API, so requests are spread'),
  asking_model_again: says(nothing, () => 'waiting to ask the model again'),
  asking_judge_again: says(nothing, () => 'waiting to ask the judge again'),
  trying_again: says(message, ({ message }) => `trying again after: ${message}`),
};
