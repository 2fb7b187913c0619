/** A file of a sample: text, or bytes in base64. */
export type SampleFile = string | { base64: string };

/** A small repository that the demo works on. */
export interface Sample {
  owner: string;
  name: string;
  description: string;
  topics: string[];
  defaultBranch: string;
  /** What the demo's account may do with it. */
  permission: 'push' | 'pull';
  /** Oldest first; each holds the files that it adds or replaces. */
  commits: { message: string; files: Record<string, SampleFile> }[];
  /** How the demo's job must end here. */
  expected: { outcome: 'changed' | 'unchanged'; pullRequest: boolean };
}

/** The account's own organisation, and one where it is a guest. */
export const OWNER = 'paperkite';
export const FOREIGN_OWNER = 'commons-guild';

export const MIT = `MIT License

Copyright (c) the contributors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files, to deal in the software without restriction. The software is provided "as is", without warranty
of any kind.
`;

/** Every sample proves its changes with `sh script/test`: no installation, no network. `unit` needs Node.js, `more` only sh. */
export const testScript = (unit: string, more = ''): string => `#!/bin/sh
# Proves a change. Needs no installation and no network.
set -eu
${unit === '' ? '' : `if command -v node >/dev/null 2>&1; then\n  ${unit}\nelse\n  echo "node was not found: the unit tests were skipped"\nfi\n`}${more}echo "all checks passed"
`;

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
