import { expect, it } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { parseKept } from '../../state/kept.ts';
import { KeptDraft } from './draft-storage.ts';

const draft: KeptDraft = {
  repos: [{ kind: 'local', path: '/r', name: 'r' }],
  title: 'T',
  prompt: 'Use {{package}}',
  settings: DEFAULT_JOB_SETTINGS,
  variables: ['package'],
  values: { package: 'zod' },
  granted: { lockFiles: true, hosts: ['pypi.org'] },
};
it('gives back what was kept', () => expect(parseKept(JSON.stringify(draft), KeptDraft)).toEqual(draft));
it('reads one that was kept before recipes changed settings', () => {
  const { granted: _granted, ...old } = draft;
  expect(parseKept(JSON.stringify(old), KeptDraft)).toEqual({ ...draft, granted: { lockFiles: false, hosts: [] } });
});
it('an option that is out of its bounds stands as it was typed', () => {
  const settings = { ...DEFAULT_JOB_SETTINGS, budgetUsd: 0, limits: { ...DEFAULT_JOB_SETTINGS.limits, steps: 5000 } };
  expect(parseKept(JSON.stringify({ ...draft, settings }), KeptDraft)).toEqual({ ...draft, settings });
});
it.each([
  ['another form', '{"repos":[]}'],
  ['a repository that is none', JSON.stringify({ ...draft, repos: [{ kind: 'remote' }] })],
])('%s counts as nothing', (_name, text) => expect(parseKept(text, KeptDraft)).toBeNull());
