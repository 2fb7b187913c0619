import type { FinishReport } from '../../shared/finish.ts';
import { makeEdits } from './make-edits.ts';
import { hitsInWords, type Proof, prove } from './prove.ts';
import { type Hit, listedPaths, readFileLines, searchHits } from './read-results.ts';
import { answerAt, type Call, count, listed, type Plan, report, step, type Task } from './skill.ts';
import { matrixLine, parseTravis, type TravisConfig, workflowFor } from './travis-config.ts';
import { isHistory, travisSlug, withoutTravis } from './travis-mentions.ts';

const CONFIG = '.travis.yml';
const WORKFLOW = '.github/workflows/ci.yml';
const AT_MOST_FILES = 12;

interface Survey {
  paths: string[];
  hits: Hit[];
}
interface Reading {
  config: TravisConfig;
  /** Lines of the files that mention Travis, by path. */
  files: Map<string, string[]>;
  slug: string | null;
}

/** Replaces Travis CI by a GitHub Actions workflow that runs the same versions and commands. */
export function* replaceTravis(task: Task): Plan {
  const survey = yield* lookAround();
  if (!survey.paths.includes(CONFIG) && !survey.hits.some((hit) => hit.path === CONFIG))
    return yield* nothingToDo(survey);
  const reading = yield* read(survey);
  const moves = scriptsToMove(survey.paths);
  const { config } = reading;
  const hasLock = survey.paths.includes('package-lock.json');
  const workflow = workflowFor(config, hasLock, moves);
  const versions =
    config.versions.length > 0
      ? ` on ${config.language === 'python' ? 'Python' : 'Node.js'} ${listed(config.versions)}`
      : '';
  yield* step({
    think: `Travis ran ${config.script.length > 0 ? listed(config.script.map((line) => `"${line}"`)) : 'the default test command'}${versions}. The workflow has to do exactly that.`,
    calls: [{ tool: 'write_file', path: WORKFLOW, content: workflow }],
  });
  const edits = editsFor(reading);
  const images = survey.paths.filter((path) => /travis[^/]*\.(png|svg|gif)$/i.test(path));
  const clearing: Call[] = [
    ...[...edits.calls],
    ...[...moves].map(([from, to]): Call => ({ tool: 'move_file', from, to })),
    ...[CONFIG, ...images].map((path): Call => ({ tool: 'delete_file', path })),
  ];
  yield* step({
    think: `The workflow is written. Next, what only Travis used: ${listed([CONFIG, ...moves.keys(), ...images])} goes${edits.paths.length > 0 ? `, and ${listed(edits.paths)} should name the new workflow` : ''}.`,
    calls: clearing,
  });
  const state: RepairState = { versions: config.versions, config, reading };
  const proof = yield* prove(task, (output) => repairWorkflow(output, state));
  const left = yield* lastLook(edits.kept);
  return summary(reading, edits.paths, moves, images, proof, left);
}

function* lookAround(): Plan<Survey> {
  const answers = yield* step({
    think: 'First I want to know how this repository is laid out, and where Travis appears in it.',
    calls: [
      { tool: 'list_files', path: '.' },
      { tool: 'search_code', pattern: 'travis' },
    ],
  });
  return {
    paths: listedPaths(answerAt(answers, 0).content),
    hits: searchHits(answerAt(answers, 1).content),
  };
}

function* nothingToDo({ paths, hits }: Survey): Plan {
  const workflows = paths.filter((path) => path.startsWith('.github/workflows/'));
  const suspects = [...new Set(hits.map((hit) => hit.path)), ...workflows].slice(0, 3);
  if (suspects.length > 0) {
    yield* step({
      think: `There is no ${CONFIG}. The search has ${hitsInWords(hits)}${workflows.length > 0 ? `, and there ${workflows.length === 1 ? 'is a workflow' : 'are workflows'} already` : ''}; I read ${listed(suspects)} to be sure what is meant.`,
      calls: suspects.map((path): Call => ({ tool: 'read_file', path })),
    });
  }
  const aside =
    hits.length > 0
      ? ` "Travis" only appears in ${listed([...new Set(hits.map((hit) => hit.path))])}, where it does not mean the service.`
      : '';
  const present = workflows.length > 0 ? ` Checks already run through ${listed(workflows)}.` : '';
  return report({
    outcome: 'no_change_needed',
    summary: `This repository does not use Travis CI: there is no ${CONFIG} among its ${count(paths.length, 'file')}.${aside}${present} I changed nothing.`,
  });
}

function* read({ paths, hits }: Survey): Plan<Reading> {
  const others = [...new Set(hits.map((hit) => hit.path))].filter((path) => path !== CONFIG && !isHistory(path));
  const manifest = ['package.json', 'pyproject.toml', 'setup.py'].find((path) => paths.includes(path));
  const wanted = [...new Set([CONFIG, ...(manifest ? [manifest] : []), ...others])].slice(0, AT_MOST_FILES);
  const answers = yield* step({
    think: `${count(paths.length, 'file')}; Travis has ${hitsInWords(hits)}. Before I change anything I read ${listed(wanted)}.`,
    calls: wanted.map((path): Call => ({ tool: 'read_file', path })),
  });
  const files = new Map<string, string[]>();
  for (const [index, path] of wanted.entries()) {
    const answer = answerAt(answers, index);
    if (answer.ok) files.set(path, readFileLines(answer.content).lines);
  }
  const text = [...files.values()].flat().join('\n');
  return { config: parseTravis(files.get(CONFIG) ?? []), files, slug: travisSlug(text) ?? repositorySlug(text) };
}

/** `owner/name` from a manifest's repository field, when no badge says it. */
const repositorySlug = (text: string): string | null => /github\.com[/:]([\w-]+\/[\w-]+)/.exec(text)?.[1] ?? null;

/** Scripts that only Travis ran move to where workflows keep theirs. */
function scriptsToMove(paths: readonly string[]): Map<string, string> {
  const scripts = paths.filter((path) => /travis[^/]*\.(sh|bash)$/i.test(path));
  return new Map(
    scripts.map((path) => {
      const name = (path.split('/').at(-1) ?? path).replace(/^travis[-_.]?|[-_.]?travis(?=\.)/gi, '') || 'ci.sh';
      return [path, `.github/scripts/${name}`];
    }),
  );
}

function editsFor({ files, slug }: Reading) {
  const calls: Call[] = [];
  const kept: string[] = [];
  for (const [path, lines] of files) {
    if (path === CONFIG) continue;
    const changes = new Map<number, string | null>();
    for (const [index, line] of lines.entries()) {
      if (!/travis/i.test(line)) continue;
      const next = withoutTravis(path, line, slug);
      if (next === line) kept.push(`${path}:${index + 1}`);
      else changes.set(index, next);
    }
    if (changes.size > 0) calls.push({ tool: 'edit_file', path, edits: makeEdits(lines, changes) });
  }
  return { calls, kept, paths: calls.flatMap((call) => (call.tool === 'edit_file' ? [call.path] : [])) };
}

interface RepairState {
  versions: string[];
  config: TravisConfig;
  reading: Reading;
}

const majorOf = (version: string): number => Number(/\d+/.exec(version)?.[0] ?? Number.NaN);

/** Reads what the check complains about. It knows two complaints: versions that are too old, and lines left behind. */
function* repairWorkflow(
  output: string,
  state: RepairState,
): Plan<{ think: string; calls: Call[]; note: string } | null> {
  const minimum = /(?:>=|at least|older than|below)\s*v?(\d+)/i.exec(output);
  const tooOld = minimum ? state.versions.filter((version) => majorOf(version) < Number(minimum[1])) : [];
  if (minimum && tooOld.length > 0) {
    const kept = state.versions.filter((version) => !tooOld.includes(version));
    const next = kept.length > 0 ? kept : [minimum[1] ?? ''];
    const edits = [
      { old_string: matrixLine(state.config, state.versions), new_string: matrixLine(state.config, next) },
    ];
    state.versions = next;
    return {
      think: `The check refuses ${listed(tooOld)}: the package supports ${minimum[0]} only. Travis still listed the old versions; the workflow should not. I take them out of the matrix.`,
      calls: [{ tool: 'edit_file', path: WORKFLOW, edits }],
      note: `Travis also listed ${listed(tooOld)}; the check allows only ${minimum[0]}, so the workflow leaves ${tooOld.length === 1 ? 'it' : 'them'} out.`,
    };
  }
  const named = /^\s*([\w./-]+\.\w+):(\d+):.*travis/im.exec(output);
  if (!named?.[1]) return null;
  const [path, line] = [named[1], Number(named[2]) - 1];
  const answers = yield* step({
    think: `The check points at ${path}, line ${line + 1}. I read it.`,
    calls: [{ tool: 'read_file', path }],
  });
  const { lines } = readFileLines(answerAt(answers, 0).content);
  const old = lines[line];
  if (old === undefined) return null;
  const next = withoutTravis(path, old, state.reading.slug);
  const replacement = next === old ? old.replace(/\btravis\b/gi, 'GitHub Actions') : next;
  return {
    think: `That line still speaks of Travis: "${old.trim()}".`,
    calls: [{ tool: 'edit_file', path, edits: makeEdits(lines, new Map([[line, replacement]])) }],
    note: `${path} still named Travis; the check found it.`,
  };
}

function* lastLook(kept: readonly string[]): Plan<Hit[]> {
  const answers = yield* step({
    think: 'One last search, so that nothing of Travis stays behind unnoticed.',
    calls: [{ tool: 'search_code', pattern: 'travis' }],
  });
  return searchHits(answerAt(answers, 0).content).filter((hit) => !kept.includes(`${hit.path}:${hit.line}`));
}

function summary(
  { config, slug }: Reading,
  edited: readonly string[],
  moves: ReadonlyMap<string, string>,
  images: readonly string[],
  proof: Proof,
  left: readonly Hit[],
): FinishReport {
  const checked = {
    passes: proof.repairs.length > 0 ? 'The check passes after one repair.' : 'The check passes.',
    fails: 'The check still fails; see the notes.',
    not_run: 'There was no check to run.',
  }[proof.state];
  const history = left.filter((hit) => isHistory(hit.path));
  return report({
    outcome: 'changed',
    summary: `Replaced Travis CI with a GitHub Actions workflow${config.script.length > 0 ? ` that runs ${listed(config.script.map((line) => `"${line}"`))}` : ''}${edited.length > 0 ? `, and pointed ${listed(edited)} at it` : ''}. ${checked}`,
    changes: [
      { path: WORKFLOW, what: 'New workflow with the versions and commands that Travis ran' },
      { path: CONFIG, what: 'Removed' },
      ...edited.map((path) => ({ path, what: 'Names the workflow instead of Travis' })),
      ...[...moves].map(([from, to]) => ({ path: to, what: `Moved from ${from}` })),
      ...images.map((path) => ({ path, what: 'Removed: a picture of the Travis badge' })),
    ],
    risk: proof.state === 'fails' ? 'high' : proof.repairs.length + config.leftOut.length > 0 ? 'medium' : 'low',
    reviewerNotes: [
      ...proof.repairs,
      ...(proof.state === 'fails' ? [`The check printed: ${proof.tail.join(' / ')}`] : []),
      ...(config.leftOut.length > 0
        ? [`Not carried over from ${CONFIG}: ${listed(config.leftOut)}. Look whether the workflow needs it.`]
        : []),
      ...(slug === null ? ['No address of this repository was found, so no badge was added.'] : []),
      ...(history.length > 0
        ? [`${listed([...new Set(history.map((hit) => hit.path))])} still tells of Travis, as history should.`]
        : []),
    ],
    followUps: [
      ...(config.afterSuccess.length > 0
        ? [
            `Travis ran ${listed(config.afterSuccess.map((line) => `"${line}"`))} after a success; that needs a token and was left out.`,
          ]
        : []),
      'Make the new check a required one in the branch protection, and switch Travis off for this repository.',
    ],
  });
}
