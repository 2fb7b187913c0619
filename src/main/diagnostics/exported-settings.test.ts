import { expect, it } from 'vitest';
import { NO_NEEDS } from '../../shared/recipe.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { exportedSettings } from './exported-settings.ts';

it('tells neither what an address carries besides its place nor what the person has written', () => {
  const told = exportedSettings({
    ...DEFAULT_SETTINGS,
    jobDefaults: {
      ...DEFAULT_SETTINGS.jobDefaults,
      pullRequest: { title: 'nobody', body: 'nobody else', draft: true },
    },
    anthropicUrl: 'https://me:plainword@gateway.example/claude?token=otherword',
    githubUrl: 'https://me:plainword@git.example/api/v3#otherword',
    recipes: [{ name: 'nobody knows', prompt: 'what nobody else may read', needs: NO_NEEDS }],
  });
  expect(told).toMatchObject({
    anthropicUrl: 'https://gateway.example/claude',
    githubUrl: 'https://git.example/api/v3',
    recipes: 1,
    jobDefaults: { model: DEFAULT_SETTINGS.jobDefaults.model, pullRequest: { title: 6, body: 11, draft: true } },
    theme: 'system',
  });
  expect(JSON.stringify(told)).not.toMatch(/plainword|otherword|nobody/);
});
