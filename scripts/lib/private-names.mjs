/**
 * Names that this house gave to things which have a name in the field already: `npm run house` counts what is left of them in
 * code that ships. `name` matches identifiers, `file` the names of files; `within` says where, if the word is right elsewhere;
 * `fine` holds what is right as it is, with the reason.
 * @type {readonly {
 *   write: string, name?: RegExp, file?: RegExp, within?: RegExp, fine?: readonly (readonly [name: RegExp, reason: string])[],
 * }[]}
 */
export const PRIVATE_NAMES = [
  {
    name: /^(?:fromOld)?[wW]ords(?:Of|In|At|Without)?(?=[A-Z]|$)(?<!^words)|[a-z]Words(?=[A-Z]|$)|^[A-Z]\w*Words$/,
    file: /(?:^|-)words$/,
    write: 'text, message or label',
    fine: [
      [/^(?:wordsOfQuery|dropWords|addWords)$/, 'words that are searched for'],
      [/^lastWords$/, 'an idiom, and a stored parameter of a message'],
      [/^splitWords$/, 'splits a text into its words'],
    ],
  },
  {
    name: /^looks?$|^looked$|^look(?:At|Again|Around|Once)|^Look$|[a-z]Looks?$/,
    file: /^look-/,
    write: 'schedule, check, inspect or sample',
  },
  {
    name: /^[pP]laces?$|[a-z]Places?$/,
    within: /^src\/main\/(?:scheduler|engine\/(?:runs|publications))\//,
    write: 'slot',
  },
  { name: /^requestPlace$|^RequestPlace$/, write: 'slot' },
  { name: /^[oO]rders$|[a-z]Orders$/, write: 'hold of a host, or instruction' },
  {
    name: /^worlds?$|^(?!Demo)\w*Worlds?(?=[A-Z]|$)/,
    write: 'services, or servers',
    fine: [[/^exposeInMainWorld$/, "Electron's own"]],
  },
  { name: /^leave$/, within: /^src\/main\//, write: 'permission, or what is done' },
  { name: /^conclu(?:de|sions?)$|[cC]onclusions?$/, write: 'settle' },
  {
    name: /^[eE]nding(?:s|Of)?$|[a-z]Ending$|^EndingMessage$/,
    file: /^endings?$/,
    write: 'execution result, or outcome',
    fine: [[/^lineEnding$/, 'how the lines of a file end']],
  },
  { name: /[hH]oldingBack/, file: /^holding-back/, write: 'admission, or hold' },
  { name: /[pP]owering|[dD]oze|[dD]ayTurn/, file: /^powering|^day-turn/, write: 'power state, suspended, daily reset' },
  {
    name: /[oO]peningFolders|[sS]avingPatches/,
    file: /^opening-folders|^saving-patches/,
    write: 'open clone, export patches',
  },
  { name: /^rooms$|Rooms$/, write: 'deps' },
  { name: /^\w+Room$/, file: /-room$/, write: 'contract, or the name of what it gives' },
  {
    name: /^(?:un)?fold(?:ed|s|ing)?$|^(?:un)?fold[A-Z]|[a-z](?:Un)?[fF]old(?:ed|s)?$|^(?:Un)?[fF]olded$/,
    within: /^src\/main\/(?!session\/)/,
    write: 'evict, rehydrate',
    fine: [[/^folded$/, 'a key that earlier versions stored']],
  },
  { name: /^told$|^isTold$|^told[A-Z]|^hears?$/, file: /^told-/, write: 'notified, reported' },
  { name: /^Passage|[a-z]Passages?$|^passages?$/, file: /passage/i, write: 'section, or in-flight publication' },
  { name: /^deeds?$|^Deeds?$|[a-z]Deeds?$|^stumbled$/, file: /^deeds?$/, write: 'action, failed attempt' },
  { name: /^[sS]trains?$|^[sS]train[A-Z]|^strains[A-Z]/, write: 'pressure' },
];
