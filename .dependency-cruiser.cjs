// Who may import whom. docs/architecture.md tells the reasons; scripts/boundaries.test.mjs shows that each rule fires.

/** Tests, and the doubles that stand beside what they stand for. */
const TESTS = '[.]test[.]tsx?$|(^|/)testing(/|[.]ts$)|-manual[.]ts$';
const PRODUCTION = { pathNot: TESTS };

/** Rooms that do one thing and know nothing of each other; the executor, publications, repositories, the engine and the entry point join them. */
const ROOMS = '(checks|commands|diagnostics|disk|git|github|model-api|review|search|secrets|session|store)';
const ENTRIES = [
  '^src/main/index[.]ts$',
  // Programs that run in a process of their own.
  '^src/.+/entry[.]ts$',
  '^src/preload/index[.]ts$',
  '^src/renderer/main[.]tsx$',
  // Session processes in plain Node, for a host that is not Electron.
  '^src/main/session/fork-node[.]ts$',
  '^src/main/executor/remote/execute-elsewhere[.]ts$',
];

const npm = (name) => `(^|/)node_modules/${name}/`;

/** A rule that only says what may be reached. `core`: Node's own modules are welcome. */
const only = ({ name, comment, from, fromNot = [], to, core }) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: [TESTS, ...fromNot] },
  to: { pathNot: to, ...(core ? { dependencyTypesNot: ['core'] } : {}) },
});

const owner = (room, library, folders) => ({
  name: `one-owner-${room}`,
  comment: `Only ${room} knows this library: everybody else uses the room's own words.`,
  severity: 'error',
  from: { pathNot: [TESTS, ...folders] },
  to: { path: npm(library) },
});

module.exports = {
  forbidden: [
    only({
      name: 'shared-is-leaf',
      comment: 'The contract reaches itself, zod and the parsers of lists: no Node, no DOM, no room.',
      from: '^src/shared/',
      to: ['^src/shared/', npm('(zod|papaparse|yaml)')],
    }),
    {
      name: 'renderer-sealed',
      comment: 'The window has neither Node nor Electron; it talks to main through the preload.',
      severity: 'error',
      from: { path: '^src/renderer/', ...PRODUCTION },
      to: { path: ['^src/(main|preload|demo)/', npm('electron')] },
    },
    {
      name: 'renderer-without-node',
      comment: 'The window has no Node core modules.',
      severity: 'error',
      from: { path: '^src/renderer/', ...PRODUCTION },
      to: { dependencyTypes: ['core'] },
    },
    only({
      name: 'preload-thin',
      comment: 'The preload carries messages: the contract and Electron, nothing else.',
      from: '^src/preload/',
      to: ['^src/(preload|shared)/', npm('electron')],
    }),
    only({
      name: 'worker-sealed',
      comment: 'A session works on one clone: no Electron, no store, no secrets, no GitHub.',
      from: '^src/main/session/worker/',
      to: [
        '^src/main/session/worker/',
        '^src/shared/',
        '^src/main/(commands/|redact|model-api/(from-model|client|metering)[.]ts|session/joined-messages[.]ts|lib/rule-files[.]ts)',
        npm('(@anthropic-ai/[^/]+|zod|@vscode/ripgrep|diff|ignore)'),
      ],
      core: true,
    }),
    {
      name: 'worker-entered-by-host',
      comment: 'The worker is a program of its own, started by its file: nobody imports it.',
      severity: 'error',
      from: { pathNot: [TESTS, '^src/main/session/worker/'] },
      to: { path: '^src/main/session/worker/' },
    },
    {
      name: 'rooms-face-down',
      comment: 'A room does not know who uses it.',
      severity: 'error',
      from: { path: `^src/main/${ROOMS}/`, ...PRODUCTION },
      to: { path: '^src/main/(executor|publications|repositories|scheduler|command-line|ipc|window|engine|index)' },
    },
    {
      name: 'rooms-are-strangers',
      comment:
        'Only executor, publications, repositories, the engine and the entry point join rooms. Sessions and checks run commands.',
      severity: 'error',
      from: { path: `^src/main/${ROOMS}/`, ...PRODUCTION },
      to: {
        path: `^src/main/${ROOMS}/`,
        pathNot: ['^src/main/$1/', '^src/main/commands/', '^src/main/model-api/(from-model|client|metering)[.]ts'],
      },
    },
    only({
      name: 'lib-is-ground',
      comment: 'Clock, files, threads and the log are for every room, and know none.',
      from: '^src/main/lib/',
      to: ['^src/main/lib/', '^src/shared/', npm('zod')],
      core: true,
    }),
    {
      name: 'engine-knows-no-face',
      comment: 'The window, the terminal and the entry point use the engine; it knows none of them.',
      severity: 'error',
      from: { path: '^src/main/engine/', ...PRODUCTION },
      to: { path: '^src/main/(command-line|ipc|window|index)' },
    },
    {
      name: 'commands-for-sessions-and-checks',
      comment: 'No other room runs commands.',
      severity: 'error',
      from: { path: '^src/main/(git|github|model-api|secrets|store)/', ...PRODUCTION },
      to: { path: '^src/main/commands/' },
    },
    {
      name: 'core-is-deaf',
      comment: 'Whatever decides and works is given a function to report to; they know no window.',
      severity: 'error',
      from: { path: '^src/main/(scheduler|executor|publications|repositories)/', ...PRODUCTION },
      to: { path: ['^src/main/(ipc|window)/', npm('electron')] },
    },
    {
      name: 'executor-apart',
      comment:
        'What executes a run may do so in another process or on another machine: it stores nothing, starts nothing else and publishes nothing.',
      severity: 'error',
      from: { path: '^src/main/executor/', ...PRODUCTION },
      to: { path: '^src/main/(store|scheduler|github|secrets|publications|repositories|search|review|engine)' },
    },
    {
      name: 'electron-free',
      comment: 'Whatever does not need Electron must run in plain Node.',
      severity: 'error',
      from: {
        pathNot: [
          TESTS,
          '^src/main/index[.]ts$',
          '^src/main/(window|ipc)/',
          '^src/main/session/fork-electron[.]ts$',
          '^src/preload/',
        ],
      },
      to: { path: npm('electron') },
    },
    owner('git', 'simple-git', ['^src/main/git/']),
    owner('github', '@octokit/[^/]+', ['^src/main/github/']),
    owner('diagnostics', 'fflate', ['^src/main/diagnostics/']),
    owner('store', 'lowdb', ['^src/main/store/']),
    owner('secrets', '@napi-rs/keyring', ['^src/main/secrets/']),
    owner('model', '@anthropic-ai/sdk', ['^src/main/session/worker/', '^src/main/model-api/', '^src/demo/']),
    {
      name: 'demo-knows-only-the-wire',
      comment: "The demo's model speaks the shapes of the SDK's types, but runs none of its code.",
      severity: 'error',
      from: { path: '^src/demo/', ...PRODUCTION },
      to: { path: npm('@anthropic-ai/sdk'), dependencyTypesNot: ['type-only'] },
    },
    owner('demo', 'emulate', ['^src/demo/']),
    only({
      name: 'demo-is-leaf',
      comment: "The demo's servers stand outside: they know the contract, never the app.",
      from: '^src/demo/',
      to: ['^src/(demo|shared)/', npm('(emulate|zod|@anthropic-ai/sdk)')],
      core: true,
    }),
    {
      name: 'features-apart',
      comment: 'A feature of the window never reaches another; App composes them.',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/', ...PRODUCTION },
      to: { path: '^src/renderer/features/', pathNot: '^src/renderer/features/$1/' },
    },
    {
      name: 'state-below-features',
      comment: "The window's state and plain widgets know no feature.",
      severity: 'error',
      from: { path: '^src/renderer/(state|ui)/', ...PRODUCTION },
      to: { path: '^src/renderer/features/' },
    },
    {
      name: 'state-below-ui',
      comment: "The window's state draws nothing.",
      severity: 'error',
      from: { path: '^src/renderer/state/', ...PRODUCTION },
      to: { path: '^src/renderer/ui/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file; a type that both need has a home below them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dead-files',
      comment: 'Every file is reached from an entry point.',
      severity: 'error',
      from: { path: ENTRIES },
      to: { path: '^src/.*[.]tsx?$', pathNot: [TESTS, '[.]d[.]ts$', ...ENTRIES], reachable: false },
    },
    {
      name: 'no-test-code',
      comment: 'What runs for users imports no test and no test double.',
      severity: 'error',
      from: PRODUCTION,
      to: { path: TESTS },
    },
    {
      name: 'no-unknown-import',
      comment: 'Each import leads to a file or a declared package.',
      severity: 'error',
      from: {},
      // Vite's own suffixes for workers and assets are no files.
      to: { couldNotResolve: true, pathNot: '[?](worker|url|raw)$' },
    },
    {
      name: 'no-undeclared-package',
      comment: 'What is imported is in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // TypeScript 7 has no parser for others to use.
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'module', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
