/** Guides of a repository that are offered to a session at its start, the likeliest name of each first. */
export const GUIDES = {
  agents: ['AGENTS.md', 'CLAUDE.md'],
  contributing: ['CONTRIBUTING.md', 'CONTRIBUTING', 'CONTRIBUTING.rst', 'CONTRIBUTING.txt'],
  style: ['.editorconfig'],
} as const;

/** Files at the root that are written for agents, or that a session is likely to read as such. */
export const INSTRUCTION_FILES: readonly string[] = [
  ...Object.values(GUIDES).flat(),
  'GEMINI.md',
  '.cursorrules',
  '.windsurfrules',
  '.clinerules',
];
