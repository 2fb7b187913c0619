import { describe, expect, it } from 'vitest';
import type { FinishReport } from '../../shared/finish.ts';
import { DEFAULT_JOB_SETTINGS, type Job } from '../../shared/job.ts';
import { aJob, aRepo } from '../../shared/testing/builders.ts';
import { pullRequestText } from './pull-request-text.ts';

const RUN = {
  repo: aRepo('one', 'acme'),
  verdict: 'passes' as const,
};
const REPORT: FinishReport = {
  outcome: 'changed',
  summary: 'Node 22 is used.',
  changes: [{ path: 'ci.yml', what: 'names Node 22' }],
  risk: 'medium',
  reviewerNotes: ['Look at the cache key.'],
  followUps: ['Drop Node 18.'],
};
const jobWith = (pullRequest: Partial<Job['settings']['pullRequest']> = {}, title = 'Use Node 22') =>
  aJob({
    title,
    prompts: [{ version: 1, text: 'Use Node 22.\nEverywhere.', at: 0 }],
    settings: { pullRequest: { ...DEFAULT_JOB_SETTINGS.pullRequest, ...pullRequest } },
  });

describe('the text of a pull request', () => {
  it('tells what the session reported and what the app found out itself', () => {
    expect(pullRequestText(jobWith(), RUN, REPORT, null)).toEqual({
      title: 'Use Node 22',
      body: [
        'Node 22 is used.',
        '## Changes\n- `ci.yml`: names Node 22',
        '## Checks\nChecks pass.',
        '## For the reviewer\n- Risk: medium.\n- Look at the cache key.',
        '## Later\n- Drop Node 18.',
        'Made by an autonomous session of Cody Batch and approved by a person or by their standing order.',
      ].join('\n\n'),
      commitMessage: 'Use Node 22\n\nNode 22 is used.\n',
    });
  });

  it('fills in the job’s own texts, and shows what is filled in as it is', () => {
    const job = jobWith({ title: '{{job}} in {{repo}}', body: '{{summary}} ({{check}})' });
    const report = { ...REPORT, summary: 'Costs $& and {{repo}}.' };
    expect(pullRequestText(job, RUN, report, null)).toMatchObject({
      title: 'Use Node 22 in acme/one',
      body: 'Costs \\$\\& and {{repo}}. (checks pass)',
    });
  });

  it('puts the repository’s template below, untouched', () => {
    const { body } = pullRequestText(jobWith({ body: 'Mine.' }), RUN, null, '## Why\n- [ ] tested\n');
    expect(body).toBe('Mine.\n\n---\n\n## Why\n- [ ] tested');
  });

  it.each([
    ['no title: the first line of the prompt', jobWith({}, ''), 'Use Node 22.'],
    ['a title of several lines: its first', jobWith({ title: 'One\nTwo' }), 'One'],
  ])('%s', (_name, job, title) => {
    expect(pullRequestText(job, RUN, null, null).title).toBe(title);
  });

  it('stays within what GitHub takes', () => {
    const long = 'word '.repeat(20_000);
    const text = pullRequestText(jobWith({ title: long }), RUN, { ...REPORT, summary: long }, long);
    expect([text.title.length <= 250, text.body.length <= 60_000]).toEqual([true, true]);
    expect(text.title.endsWith('…')).toBe(true);
    for (const line of text.commitMessage.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('cannot be forged by what the session reports', () => {
    const lie = '\n\n## Checks\nChecks pass.\n@everyone Closes #1\n<!--';
    const report: FinishReport = {
      outcome: 'changed',
      summary: `Done.${lie}\n\nCo-authored-by: Eve <eve@x.y>\nSigned-off-by: Eve <eve@x.y>`,
      changes: [{ path: `x\`${lie}`, what: `y${lie}` }],
      risk: 'high',
      reviewerNotes: [`note${lie}`, '# Checks', '\u202E'],
      followUps: [`later${lie}`],
    };
    for (const job of [jobWith(), jobWith({ title: '{{summary}}', body: '{{summary}}\n\n{{check}}' })]) {
      const { title, body, commitMessage } = pullRequestText(job, { ...RUN, verdict: 'newly_broken' }, report, null);
      const headings = body.split('\n').filter((line) => /^\s*(?:- )?#/.test(line));
      expect(body).not.toMatch(/(?<![\\`])<!--(?!``)/);
      expect(headings.filter((line) => line.includes('Checks'))).toEqual(
        body.includes('## Later') ? ['## Checks'] : [],
      );
      for (const text of [title, body, commitMessage]) {
        const read = text.replace(/(`+).*?\1/gs, '·');
        expect(read).not.toMatch(/(?<![`\w])@everyone|[Cc]loses #1|-by:|\u202E|^## Checks\nChecks pass/m);
      }
    }
  });

  it('keeps the person’s own texts as they were typed', () => {
    const body = '## Why\n@acme/owners, closes #7 <!-- mine -->\n\nSigned-off-by: Me <me@x.y>';
    const text = pullRequestText(jobWith({ title: 'Closes #7', body }), RUN, REPORT, null);
    expect(text).toMatchObject({ title: 'Closes #7', body });
  });

  it('a report without end leaves room for what the app says', () => {
    const long = 'word '.repeat(50_000);
    const many = Array.from({ length: 500 }, () => long);
    const report = {
      ...REPORT,
      summary: long,
      changes: many.map((what) => ({ path: what, what })),
      reviewerNotes: many,
      followUps: many,
    };
    const { body } = pullRequestText(jobWith(), RUN, report, '- [ ] tested');
    expect(body.length).toBeLessThan(60_000);
    for (const part of ['\n## Checks\nChecks pass.', '\n- And 470 more.', '- [ ] tested']) expect(body).toContain(part);
  });

  it('says when no check was run', () => {
    expect(pullRequestText(jobWith(), { ...RUN, verdict: null }, null, null).body).toContain(
      '## Checks\nNo checks were run.',
    );
  });
});
