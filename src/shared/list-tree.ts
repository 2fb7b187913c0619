import { type Document, isScalar, parseAllDocuments, visit } from 'yaml';
import { isRecord } from './is-record.ts';
import { jsonValues, plain } from './json-values.ts';
import { type Entry, MAX_LINE_LENGTH, MAX_LINES, referenceIn, unwrap } from './list-entry.ts';
import { type Field, type ListOptions, referenceOf, roleOf } from './repo-fields.ts';
import type { RepoReference } from './repo-reference.ts';

/** Properties that hold repositories, or objects that do, by their letters. What is not named here is not looked into. */
const WRAPPERS = new Set(
  'repositories repos repo repository projects project items nodes edges node values value data results result records entries viewer organization organizations organisation user users team teams group groups search workspace repositoryowner repositorymetadata metadata annotations targets remotes matrix strategy spec jobs with'.split(
    ' ',
  ),
);
/** Properties that name the repository which the object around them belongs to: a file, an issue, an edge of GraphQL. */
const INSIDE = ['repository', 'repo', 'node'];
const letters = (key: string): string => key.toLowerCase().replace(/[^a-z]/g, '');

type Tree = Record<string, unknown>;

/** What was found in a text of JSON or YAML. */
export interface TreeList {
  unit: 'line' | 'entry';
  entries: Entry[];
}

/** The repositories of a JSON text: arrays, objects, answers of an API with their wrappers, several of them in a row. */
export function fromJson(source: string, options: ListOptions): TreeList | null {
  const json = jsonValues(source);
  if (!json) return null;
  const entries: Entry[] = [];
  // One object a line is a list of lines; whatever lies in an array or wrapper is counted.
  const isLines =
    json.values.length > 1 &&
    json.values.every(
      ({ value }) => isRecord(value) && (directly(value, options)?.ok === true || wrappersOf(value).length === 0),
    );
  for (const { line, value } of json.values) {
    for (const { text, reference } of within(value, options)) {
      entries.push({ line: isLines ? line : entries.length + 1, text, reference });
      if (entries.length >= MAX_LINES) break;
    }
  }
  if (json.brokenAt !== null) {
    const reason = 'begins like JSON but cannot be read as JSON: a bracket, quote or comma is missing or too many';
    const place = json.values.length > 0 ? ` (from line ${json.brokenAt} on)` : '';
    entries.push({
      line: isLines || entries.length === 0 ? json.brokenAt : entries.length + 1,
      text: '',
      reference: { ok: false, reason: reason + place },
    });
  }
  return { unit: isLines ? 'line' : 'entry', entries };
}

/** The parser takes a second for so much; with `uniqueKeys` it would compare each key with each other, for a minute. */
const LARGEST_YAML = 500_000;

/** The repositories of a YAML text: configurations of other tools, answers of an API. Null when it is no YAML, or names none. */
export function fromYaml(source: string, options: ListOptions): TreeList | null {
  if (source.length > LARGEST_YAML) return null;
  const first = source.split('\n', 200).find((line) => !/^\s*(?:#.*|---.*|%.*)?$/.test(line)) ?? '';
  if (!/^(?:\s*-\s+)?["']?[A-Za-z_][\w .-]*["']?:(?:\s|$)/.test(first)) return null;
  const entries: Entry[] = [];
  for (const value of yamlValues(source) ?? []) {
    if (!isRecord(value) && !(Array.isArray(value) && value.some(isRecord))) continue;
    for (const { text, reference } of within(value, options))
      entries.push({ line: entries.length + 1, text, reference });
  }
  return entries.some(({ reference }) => reference.ok) ? { unit: 'entry', entries } : null;
}

/** No list is nested deeper; the parser would take seconds over kilobytes of brackets. */
const DEEPEST_YAML = 60;

/** How deep its indentation and the marks in front of a value (`- - - x`) go: each column right of those before it. */
function isTooDeep(source: string): boolean {
  const columns: number[] = [];
  for (const line of source.split('\n')) {
    const before = /^ *(?:[-?:] +)*/.exec(line)?.[0] ?? '';
    if (before.length === line.length) continue;
    for (const { index } of `${before}x`.matchAll(/\S/g)) {
      while ((columns.at(-1) ?? -1) >= index) columns.pop();
      if (columns.push(index) > DEEPEST_YAML) return true;
    }
  }
  return false;
}

/** What the documents of a text hold, as plain values; null where it is no YAML, or repeats itself without end. */
function yamlValues(source: string): unknown[] | null {
  let depth = 0;
  for (const [mark] of source.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (mark === '[' || mark === '{' ? 1 : -1));
    if (depth > DEEPEST_YAML) return null;
  }
  if (isTooDeep(source) || /[?:-](?: *[?:-] ){60}/.test(source)) return null;
  try {
    const documents = parseAllDocuments(source, { logLevel: 'silent', prettyErrors: false, uniqueKeys: false });
    if (!Array.isArray(documents) || documents.some((document) => document.errors.length > 0)) return null;
    if (documents.some(repeatsKeys)) return null;
    return documents.map((document) => plain(document.toJS()));
  } catch {
    return null;
  }
}

/** A key that stands twice: only one of its values would be read. */
function repeatsKeys(document: Document): boolean {
  let repeats = false;
  visit(document, {
    Map(_at, { items }) {
      const keys = items.map(({ key }) => (isScalar(key) ? key.value : key));
      repeats ||= new Set(keys).size < keys.length;
      return repeats ? visit.BREAK : undefined;
    },
  });
  return repeats;
}

type Found = Pick<Entry, 'text' | 'reference'>;

function* within(value: unknown, options: ListOptions): Generator<Found> {
  if (Array.isArray(value)) {
    for (const item of value) yield* within(item, options);
    return;
  }
  if (typeof value === 'string') {
    yield { text: value, reference: referenceIn(value, options) };
    return;
  }
  const text = JSON.stringify(value) ?? '';
  if (!isRecord(value)) {
    yield { text, reference: { ok: false, reason: 'neither a text nor an object that names a repository' } };
    return;
  }
  const own = directly(value, options);
  if (own?.ok) {
    yield { text, reference: own };
    return;
  }
  const wrappers = wrappersOf(value);
  for (const key of wrappers) yield* wrapped(value[key], options);
  if (wrappers.length === 0)
    yield {
      text,
      reference: own ?? { ok: false, reason: 'an object without url, full_name, repo, or owner and name' },
    };
}

const wrappersOf = (tree: Tree): string[] =>
  Object.keys(tree).filter((key) => WRAPPERS.has(letters(key)) && typeof tree[key] === 'object' && tree[key] !== null);

/** What a wrapper holds: a list, one object, or objects and addresses under names of their own. */
function* wrapped(value: unknown, options: ListOptions): Generator<Found> {
  if (!isRecord(value) || directly(value, options)?.ok || wrappersOf(value).length > 0) {
    yield* within(value, options);
    return;
  }
  const members = Object.entries(value).filter(
    ([key]) => !/^(?:pageinfo|totalcount|count|size|page|next|cursor)$/i.test(key),
  );
  const holdsRepositories = members.some(
    ([key, member]) => isRecord(member) || Array.isArray(member) || isAddress(key) || isAddress(member),
  );
  if (!holdsRepositories) {
    yield* within(value, options);
    return;
  }
  for (const [key, member] of members) {
    if (isRecord(member) || Array.isArray(member)) {
      const found = [...within(member, options)];
      const named = isAddress(key) && !found.some(({ reference }) => reference.ok);
      yield* named ? [{ text: key, reference: referenceIn(key, options) }] : found;
    } else if (isAddress(member)) yield { text: member, reference: referenceIn(member, options) };
    else if (isAddress(key)) yield { text: key, reference: referenceIn(key, options) };
  }
}

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /[^/\s]\/[^/\s]/.test(value) && !/\s/.test(value.trim());

/** The repository that an object names itself, or the one inside it to which it belongs. */
function directly(tree: Tree, options: ListOptions): RepoReference | null {
  for (const key of INSIDE) {
    const inside = tree[key];
    if (isRecord(inside)) {
      const reference = directly(inside, options);
      if (reference?.ok) return reference;
    }
  }
  return referenceOf(fieldsOf(tree), options);
}

function fieldsOf(tree: Tree): Field[] {
  const fields: Field[] = [];
  const add = (role: Field['role'] | null, value: unknown) => {
    if (role !== null && typeof value === 'string' && value.length <= MAX_LINE_LENGTH)
      fields.push({ role, value: unwrap(value) });
  };
  for (const [key, value] of Object.entries(tree)) {
    if (!isRecord(value)) add(roleOf(key), value);
    else if (key === 'links' || key === '_links') addLinks(value, add);
    else if (roleOf(key) === 'owner')
      for (const inner of ['login', 'full_path', 'fullPath', 'slug', 'username', 'key', 'name'])
        if (typeof value[inner] === 'string') {
          add('owner', value[inner]);
          break;
        }
  }
  return fields;
}

/** Bitbucket's way: `links: {clone: [{name: "https", href: …}], html: {href: …}}`. */
function addLinks(links: Tree, add: (role: Field['role'], value: unknown) => void): void {
  const hrefs = (value: unknown): Tree[] => (Array.isArray(value) ? value : [value]).filter(isRecord);
  const clones = hrefs(links.clone).sort(
    (a, b) => Number(/^ssh/i.test(String(a.name))) - Number(/^ssh/i.test(String(b.name))),
  );
  for (const { href } of clones) add('clone', href);
  // `self` is a page on a server and an API's address in the cloud.
  for (const { href } of hrefs(links.html ?? links.self)) add('link', href);
}
