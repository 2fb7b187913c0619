import { expect, it } from 'vitest';
import { firstChangedLine } from './first-changed-line.ts';
import { imageType } from './image-type.ts';

const HEAD = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n';
it.each([
  ['no diff', null, 1],
  ['after unchanged lines', `${HEAD}@@ -8,4 +10,5 @@ function\n a\n b\n+c\n d\n`, 12],
  ['at once', `${HEAD}@@ -0,0 +1,2 @@\n+a\n+b\n`, 1],
  ['one line', `${HEAD}@@ -3 +3 @@\n-a\n+b\n`, 3],
  ['everything removed', `${HEAD}@@ -1,2 +0,0 @@\n-a\n-b\n`, 1],
  ['in its first hunk', `${HEAD}@@ -1,1 +1,2 @@\n a\n+b\n@@ -9,1 +10,1 @@\n-c\n+d\n`, 2],
])('%s', (_name, patch, line) => expect(firstChangedLine(patch)).toBe(line));

it.each([
  ['a/logo.PNG', 'image/png'],
  ['photo.jpeg', 'image/jpeg'],
  ['drawing.svg', 'image/svg+xml'],
  ['png', null],
])('%s is drawn as %s', (path, type) => expect(imageType(path)).toBe(type));
