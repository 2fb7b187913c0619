import { describe, expect, it } from 'vitest';
import { DEFAULT_JOB_SETTINGS, type JobSettings } from '../../../shared/job.ts';
import { NO_NEEDS, Recipe } from '../../../shared/recipe.ts';
import { fillIn, grantedText, needsOf, openVariables, RECIPES, variablesOf, withNeeds } from './recipes.ts';

describe('variables of an instruction', () => {
  it.each([
    ['none', 'Do it.', []],
    ['each once, in order', '{{b}} and {{a}} and {{b}}', ['b', 'a']],
    ['of several words', '{{old API}}', ['old API']],
    ['not those of a workflow', `node: \${{ matrix.node }} \${{matrix}}`, []],
    ['not a path or a helper', '{{user.name}} {{#each}}', []],
  ])('%s', (_name, prompt, names) => expect(variablesOf(prompt)).toEqual(names));

  it('fills in those of the recipe, once, and leaves the rest as it stands', () => {
    const values = { a: '{{b}}', b: ' 2 ', c: '', typed: 'x' };
    expect(fillIn(`{{a}} {{b}} {{c}} {{typed}} \${{ b }}`, ['a', 'b', 'c'], values)).toBe(
      `{{b}} 2 {{c}} {{typed}} \${{ b }}`,
    );
    expect(fillIn('{{constructor}}', ['constructor'], {})).toBe('{{constructor}}');
    expect(openVariables('{{a}} {{typed}}', ['a', 'b'])).toEqual(['a']);
  });
});

it.each(RECIPES.map((recipe) => [recipe.name, recipe] as const))(
  '%s is a recipe that asks for something',
  (_name, recipe) => {
    expect(Recipe.parse(recipe)).toEqual(recipe);
    expect(variablesOf(recipe.prompt).length).toBeGreaterThan(0);
  },
);

describe('what a recipe needs of the settings', () => {
  const settings = (lockFiles: boolean, hosts: string[]): JobSettings => ({
    ...DEFAULT_JOB_SETTINGS,
    guards: { ...DEFAULT_JOB_SETTINGS.guards, allowLockFiles: lockFiles },
    allowedHosts: hosts,
  });
  const needs = { lockFiles: true, hosts: ['pypi.org', 'a.example'] };

  it.each([
    ['added to the defaults', settings(false, []), NO_NEEDS, needs, settings(true, ['pypi.org', 'a.example']), needs],
    [
      "added to the person's own",
      settings(true, ['a.example', 'own.example']),
      NO_NEEDS,
      needs,
      settings(true, ['a.example', 'own.example', 'pypi.org']),
      { lockFiles: false, hosts: ['pypi.org'] },
    ],
    [
      'taken back by the next recipe',
      settings(true, ['own.example', 'pypi.org', 'a.example']),
      needs,
      NO_NEEDS,
      settings(false, ['own.example']),
      NO_NEEDS,
    ],
    [
      'the same when taken twice',
      settings(true, ['pypi.org', 'a.example']),
      needs,
      needs,
      settings(true, needs.hosts),
      needs,
    ],
  ])('is %s', (_name, before, last, wanted, after, granted) => {
    expect(withNeeds(before, last, wanted)).toEqual({ settings: after, granted });
  });

  it('is kept with an instruction that is saved, as far as it differs from the defaults', () => {
    expect(needsOf(settings(true, ['pypi.org', 'own.example', '']), settings(false, ['own.example']))).toEqual({
      lockFiles: true,
      hosts: ['pypi.org'],
    });
    expect(needsOf(settings(true, []), settings(true, []))).toEqual(NO_NEEDS);
  });

  it('is said, as far as it still holds', () => {
    const many = { lockFiles: true, hosts: ['a.example', 'b.example', 'c.example', 'd.example'] };
    expect(grantedText(many, settings(true, many.hosts))).toBe(
      'For this recipe the change may touch lock files, and commands may reach a.example, b.example and 2 more hosts. Change it under Options.',
    );
    expect(grantedText(many, settings(false, ['b.example']))).toBe(
      'For this recipe commands may reach b.example. Change it under Options.',
    );
    expect(grantedText(many, settings(false, []))).toBeNull();
    expect(grantedText(NO_NEEDS, settings(true, ['a.example']))).toBeNull();
  });

  it('is there where a recipe orders a change of lock files', () => {
    for (const recipe of RECIPES) expect(recipe.needs.lockFiles, recipe.name).toBe(/lock file/.test(recipe.prompt));
  });
});
