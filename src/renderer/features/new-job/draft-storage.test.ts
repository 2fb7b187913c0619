import { expect, it } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { type KeptDraft, parseDraft } from './draft-storage.ts';

const draft: KeptDraft = {
  repos: [{ kind: 'local', path: '/r', name: 'r' }],
  title: 'T',
  prompt: 'Use {{package}}',
  settings: DEFAULT_JOB_SETTINGS,
  variables: ['package'],
  values: { package: 'zod' },
};
it('gives back what was kept', () => expect(parseDraft(JSON.stringify(draft))).toEqual(draft));
it.each([
  ['nothing', null],
  ['no JSON', '{'],
  ['another form', '{"repos":[]}'],
  ['a repository that is none', JSON.stringify({ ...draft, repos: [{ kind: 'remote' }] })],
])('%s counts as nothing', (_name, text) => expect(parseDraft(text)).toBeNull());
