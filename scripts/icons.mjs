#!/usr/bin/env node
// Draws resources/icon.svg as the PNG files that the packages need. Run it after a change of the drawing; needs
// rsvg-convert (Debian: librsvg2-bin).
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/processes.mjs';

const resources = path.join(ROOT, 'resources');

function draw(size, file) {
  const args = [
    '-w',
    String(size),
    '-h',
    String(size),
    '-o',
    path.join(resources, file),
    path.join(resources, 'icon.svg'),
  ];
  const result = spawnSync('rsvg-convert', args, { stdio: 'inherit' });
  if (result.status !== 0) throw new Error(`could not draw ${file}: is rsvg-convert installed?`);
}

mkdirSync(path.join(resources, 'icons'), { recursive: true });
for (const size of [16, 32, 48, 64, 128, 256, 512]) draw(size, `icons/${size}x${size}.png`);
draw(1024, 'icon.png');
