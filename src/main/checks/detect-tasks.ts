import type { CloneReader } from './clone-reader.ts';
import { type DetectedCheck, found } from './detected.ts';
import { isPlaceholder } from './placeholder.ts';

/** Files of tasks, which often want tools that are not here: they come after what a language's own tools say. */
export async function detectTasks(reader: CloneReader): Promise<DetectedCheck | null> {
  return (await detectMake(reader)) ?? (await detectJust(reader)) ?? (await detectTask(reader));
}

const NAMES = ['test', 'tests', 'check'];

async function detectMake(reader: CloneReader): Promise<DetectedCheck | null> {
  // The order in which GNU make looks for its file.
  for (const name of ['GNUmakefile', 'makefile', 'Makefile']) {
    const text = await reader.text(name);
    if (text === null) continue;
    const target = NAMES.find((each) => doesSomething(text, each));
    return target ? found(`make ${target}`, `target ${target} in ${name}`) : null;
  }
  return null;
}

/** Has a Makefile this target, with prerequisites or with a recipe that is more than words? */
function doesSomething(text: string, target: string): boolean {
  const rule = new RegExp(
    `^(?:[\\w./-]+ +)*${target}(?: +[\\w./-]+)* *::?(?!=)(.*(?:\\\\\\n.*)*)((?:\\n(?:\\t.*|[ \\t]*(?:#.*)?))*)`,
    'gm',
  );
  return [...text.matchAll(rule)].some(([, rest = '', recipe = '']) => {
    const [needs = '', inline = ''] = rest.split(/;(.*)/s);
    const lines = [inline, ...recipe.split('\n')].map((line) => line.replace(/^\t[@+-]*|^\s*#.*/, '').trim());
    const does = lines.some(
      (line) => line !== '' && !line.startsWith('#') && !isPlaceholder(line.replace(/^[@+-]+/, '')),
    );
    return does || needs.replace(/#.*/, '').trim() !== '';
  });
}

async function detectJust(reader: CloneReader): Promise<DetectedCheck | null> {
  for (const name of ['justfile', 'Justfile', '.justfile']) {
    const text = await reader.text(name);
    if (text === null) continue;
    const recipe = NAMES.find((each) => {
      const [, needs = '', body = ''] =
        new RegExp(`^@?${each}(?: [^:\\n]*)?:(?!=)(.*)((?:\\n(?:[ \\t]+.*|[ \\t]*))*)`, 'm').exec(text) ?? [];
      const lines = body.split('\n').map((line) => line.trim().replace(/^[@-]+/, ''));
      return (
        needs.replace(/#.*/, '').trim() !== '' || lines.some((line) => !isPlaceholder(line) && !line.startsWith('#'))
      );
    });
    return recipe ? found(`just ${recipe}`, `recipe ${recipe} in ${name}`) : null;
  }
  return null;
}

async function detectTask(reader: CloneReader): Promise<DetectedCheck | null> {
  for (const name of ['Taskfile.yml', 'Taskfile.yaml', 'taskfile.yml', 'Taskfile.dist.yml']) {
    const text = await reader.text(name);
    if (text === null) continue;
    const task = NAMES.find((each) => new RegExp(`^tasks:[\\s\\S]*?^  ${each}:`, 'm').test(text));
    return task ? found(`task ${task}`, `task ${task} in ${name}`) : null;
  }
  return null;
}
