import { describe, expect, it } from 'vitest';
import { Recipe } from '../../../shared/recipe.ts';
import { fillIn, openVariables, RECIPES, variablesOf } from './recipes.ts';

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
