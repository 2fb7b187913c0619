import { BookOpen } from 'lucide-react';
import { useState } from 'react';
import { capital } from '../../../shared/capital.ts';
import { headOf } from '../../../shared/cut.ts';
import { titleFromPrompt } from '../../../shared/job-title.ts';
import { changeSettings } from '../../state/actions.ts';
import { useClient } from '../../state/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { changeDraft, settingsOf, takeRecipe, useDraft } from './draft.ts';
import styles from './NewJob.module.css';
import { grantedText, needsOf, openVariables, RECIPES } from './recipes.ts';

/** Instructions to start from: common ones, and the person's own. */
export function RecipeBar() {
  const own = useClient((state) => state.settings.recipes);
  const prompt = useDraft((draft) => draft.prompt);
  const [saving, setSaving] = useState(false);
  const [removing, setRemoving] = useState(false);
  return (
    <div className={styles.recipes}>
      <Menu
        align="end"
        entries={[
          ...RECIPES.map((recipe) => ({ label: recipe.name, onSelect: () => takeRecipe(recipe) })),
          ...(own.length > 0 ? [null] : []),
          ...own.map((recipe) => ({ label: recipe.name, onSelect: () => takeRecipe(recipe) })),
          null,
          {
            label: 'Save this instruction as a recipe',
            disabled: prompt.trim() === '',
            onSelect: () => setSaving(true),
          },
          ...(own.length > 0 ? [{ label: 'Remove a recipe', onSelect: () => setRemoving(true) }] : []),
        ]}
      >
        <Button size="small" variant="ghost" icon={<BookOpen size={14} aria-hidden />}>
          Recipes
        </Button>
      </Menu>
      {saving && <SaveRecipe prompt={prompt} onClose={() => setSaving(false)} />}
      <Dialog open={removing && own.length > 0} onClose={() => setRemoving(false)} title="Your recipes" width="small">
        <ul className={styles.recipeList}>
          {own.map((recipe) => (
            <li key={recipe.name}>
              <span>{recipe.name}</span>
              <Button
                size="small"
                onClick={() => void changeSettings({ recipes: own.filter((other) => other.name !== recipe.name) })}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      </Dialog>
    </div>
  );
}

function SaveRecipe({ prompt, onClose }: { prompt: string; onClose: () => void }) {
  const own = useClient((state) => state.settings.recipes);
  const defaults = useClient((state) => state.settings.jobDefaults);
  const settings = useDraft(settingsOf);
  const needs = needsOf(settings, defaults);
  const [name, setName] = useState(headOf(titleFromPrompt(prompt), 80));
  const replaces = own.some((recipe) => recipe.name === name.trim());
  const save = async () => {
    const others = own.filter((recipe) => recipe.name !== name.trim());
    const recipe = { name: name.trim(), prompt, needs };
    const saved = await changeSettings({ recipes: [...others, recipe] }, 'Saved the recipe');
    if (saved.ok) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Save as a recipe"
      description="Words in double braces, such as {{package}}, are asked for when it is used. Whether lock files may change and which hosts commands may reach are kept with it."
      width="small"
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button variant="primary" disabled={name.trim() === ''} onClick={() => void save()}>
            {replaces ? 'Replace the recipe' : 'Save the recipe'}
          </Button>
        </>
      }
    >
      <TextField label="Name" value={name} maxLength={80} onValue={setName} />
    </Dialog>
  );
}

/** What the recipe changed in the options: nothing is allowed silently. */
export function RecipeNeedsNote() {
  const settings = useDraft(settingsOf);
  const words = useDraft((draft) => grantedText(draft.granted, settings));
  return words === null ? null : <p className={styles.recipeNote}>{words}</p>;
}

/** A field for each variable that the recipe left open. */
export function RecipeVariables() {
  const prompt = useDraft((draft) => draft.prompt);
  const variables = useDraft((draft) => draft.variables);
  const values = useDraft((draft) => draft.values);
  const open = openVariables(prompt, variables);
  if (open.length === 0) return null;
  return (
    <fieldset className={styles.variables}>
      <legend>Fill in</legend>
      {open.map((name) => (
        <TextField
          key={name}
          label={capital(name)}
          value={values[name] ?? ''}
          maxLength={2000}
          onValue={(value) => changeDraft({ values: { ...values, [name]: value } })}
        />
      ))}
    </fieldset>
  );
}
