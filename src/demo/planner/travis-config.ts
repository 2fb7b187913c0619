/** What a `.travis.yml` says, as far as a workflow needs it. Read from the file that the session read. */
export interface TravisConfig {
  language: string;
  versions: string[];
  systems: string[];
  branches: string[];
  /** Null: not stated, so the language's default. Empty: switched off. */
  install: string[] | null;
  beforeInstall: string[];
  beforeScript: string[];
  script: string[];
  afterSuccess: string[];
  /** Keys at the top that are not carried over into a workflow. */
  leftOut: string[];
}

const unquoted = (text: string): string => text.trim().replace(/^(['"])(.*)\1$/, '$2');

/** The values of a key at the top (or, with `under`, one level down): scalar, `[a, b]` or a dash list. */
function valuesOf(lines: readonly string[], key: string, under?: string): string[] | null {
  const indent = under === undefined ? '' : '\\s+';
  let at = 0;
  if (under !== undefined) {
    at = lines.findIndex((line) => line.startsWith(`${under}:`));
    if (at === -1) return null;
  }
  const header = new RegExp(`^${indent}${key}:\\s*(.*)$`);
  for (let index = at; index < lines.length; index++) {
    const match = header.exec(lines[index] ?? '');
    if (!match) continue;
    const inline = (match[1] ?? '').replace(/\s+#.*$/, '').trim();
    if (inline.startsWith('['))
      return inline
        .replace(/^\[|\]$/g, '')
        .split(',')
        .map(unquoted)
        .filter(Boolean);
    if (inline !== '') return [unquoted(inline)];
    const items: string[] = [];
    for (const line of lines.slice(index + 1)) {
      const item = /^\s*-\s+(.*)$/.exec(line);
      if (item) items.push(unquoted((item[1] ?? '').replace(/\s+#.*$/, '')));
      else if (line.trim() !== '' && !line.trim().startsWith('#')) break;
    }
    return items;
  }
  return null;
}

/** Versions that only stand in `matrix: include:` or `jobs: include:`. */
const includedVersions = (lines: readonly string[], language: string): string[] => {
  const entry = new RegExp(`^\\s+(?:-\\s+)?${language}:\\s*([^\\s\\[#]+)\\s*$`);
  return [...new Set(lines.flatMap((line) => entry.exec(line)?.[1] ?? []).map(unquoted))];
};

const KNOWN = new Set(
  'language os branches install before_install before_script script after_success cache sudo dist notifications'.split(
    ' ',
  ),
);

export function parseTravis(lines: readonly string[]): TravisConfig {
  const language = valuesOf(lines, 'language')?.[0] ?? 'generic';
  const install = valuesOf(lines, 'install');
  return {
    language,
    versions: valuesOf(lines, language) ?? includedVersions(lines, language),
    systems: valuesOf(lines, 'os') ?? [],
    branches: valuesOf(lines, 'only', 'branches') ?? [],
    install: install && ['true', 'skip'].includes(install[0] ?? '') ? [] : install,
    beforeInstall: valuesOf(lines, 'before_install') ?? [],
    beforeScript: valuesOf(lines, 'before_script') ?? [],
    script: valuesOf(lines, 'script') ?? [],
    afterSuccess: valuesOf(lines, 'after_success') ?? [],
    leftOut: lines
      .flatMap((line) => /^(\w+):/.exec(line)?.[1] ?? [])
      .filter((key) => key !== language && !KNOWN.has(key)),
  };
}

const RUNNERS: Record<string, string> = { linux: 'ubuntu-latest', osx: 'macos-latest', windows: 'windows-latest' };
const yamlWord = (text: string): string => (/[:#{}[\],&*!|>'"%@`]|^\s|\s$|^$/.test(text) ? JSON.stringify(text) : text);

interface Setup {
  key: string;
  label: string;
  action: string;
  input: string;
  quoted: boolean;
  install: string[];
  test: string[];
}

function setupOf(config: TravisConfig, hasLockFile: boolean): Setup | null {
  if (config.language === 'node_js') {
    return {
      key: 'node',
      label: 'Node.js',
      action: 'actions/setup-node@v4',
      input: 'node-version',
      quoted: false,
      install: [hasLockFile ? 'npm ci' : 'npm install'],
      test: ['npm test'],
    };
  }
  if (config.language === 'python') {
    return {
      key: 'python',
      label: 'Python',
      action: 'actions/setup-python@v5',
      input: 'python-version',
      quoted: true,
      install: [],
      test: ['python -m unittest'],
    };
  }
  return null;
}

/** Versions as setup actions spell them; 3.10 must stay a string, or YAML reads 3.1. */
const versionWord = (version: string, quoted: boolean): string => {
  const word = version === 'node' ? 'latest' : version;
  return quoted || /[^\d]/.test(word) ? `'${word}'` : word;
};

/** The matrix line for some versions, without its indentation. */
export const matrixLine = (config: TravisConfig, versions: readonly string[]): string => {
  const quoted = config.language === 'python';
  const key = config.language === 'python' ? 'python' : 'node';
  return `${key}: [${versions.map((version) => versionWord(version, quoted)).join(', ')}]`;
};

/** A GitHub Actions workflow that runs what Travis ran. `paths` maps files that were moved to their new places. */
export function workflowFor(config: TravisConfig, hasLockFile: boolean, paths: ReadonlyMap<string, string>): string {
  const setup = setupOf(config, hasLockFile);
  const systems = config.systems.map((system) => RUNNERS[system]).filter((runner) => runner !== undefined);
  const manySystems = systems.length > 1;
  const moved = (command: string) => [...paths].reduce((text, [from, to]) => text.replaceAll(from, to), command);
  const commands = [
    ...config.beforeInstall,
    ...(config.install ?? setup?.install ?? []),
    ...config.beforeScript,
    ...(config.script.length > 0 ? config.script : (setup?.test ?? [])),
  ].map(moved);
  const hasMatrix = setup !== null && config.versions.length > 0;
  const lines = [
    'name: CI',
    'on:',
    '  push:',
    ...(config.branches.length > 0 ? [`    branches: [${config.branches.join(', ')}]`] : []),
    '  pull_request:',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  test:',
    ...(hasMatrix ? [`    name: ${setup.label} \${{ matrix.${setup.key} }}`] : []),
    `    runs-on: ${manySystems ? `\${{ matrix.os }}` : (systems[0] ?? 'ubuntu-latest')}`,
  ];
  if (hasMatrix || manySystems) {
    lines.push('    strategy:', '      fail-fast: false', '      matrix:');
    if (manySystems) lines.push(`        os: [${systems.join(', ')}]`);
    if (hasMatrix) lines.push(`        ${matrixLine(config, config.versions)}`);
  }
  lines.push('    steps:', '      - uses: actions/checkout@v4');
  if (setup) {
    lines.push(`      - uses: ${setup.action}`);
    if (hasMatrix) lines.push('        with:', `          ${setup.input}: \${{ matrix.${setup.key} }}`);
  }
  for (const command of commands) lines.push(`      - run: ${yamlWord(command)}`);
  return `${lines.join('\n')}\n`;
}
