import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { stripVTControlCharacters } from 'node:util';
import { SearchHit } from '../../shared/search.ts';
import { excerptParts, HIT_BEGIN, HIT_END, matchOf } from './match.ts';
import type { Piece } from './searchable.ts';

/** What a stored file has given to the index so far. */
export interface Source {
  /** Bytes of it that are in the index. */
  size: number;
  mtimeMs: number;
  /** The last event that was read; 0 for a document. */
  seq: number;
}

/** Where a piece of text belongs. */
export interface Place {
  jobId: string;
  runId: string | null;
  seq: number | null;
  at: number;
}

/** The words of everything that is stored. It can be lost at any time: it is made anew from the logs. */
export interface SearchIndex {
  source(file: string): Source | null;
  sources(): string[];
  /** Adds what was read of a file. `anew` forgets what it gave before. */
  add(file: string, source: Source, pieces: readonly (Piece & Place)[], anew: boolean): void;
  forget(file: string): void;
  find(query: string, limit: number): SearchHit[];
  close(): void;
}

/** Changes with what is stored in it: an index of another form is made anew. */
const VERSION = 1;

/** Opens the index, or makes an empty one when it is missing, damaged or of another form. */
export function openSearchIndex(file: string): SearchIndex {
  try {
    return openChecked(file);
  } catch {
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    return openChecked(file);
  }
}

function openChecked(file: string): SearchIndex {
  const database = new DatabaseSync(file);
  try {
    chmodSync(file, 0o600);
    // It may be lost, so it need not wait for the disk; what is removed from it must be gone.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON');
    const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (row.user_version !== VERSION && row.user_version !== 0) throw new Error('another form');
    database.exec(`
      CREATE TABLE IF NOT EXISTS source (file TEXT PRIMARY KEY, size INTEGER, mtime REAL, seq INTEGER) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS piece (
        id INTEGER PRIMARY KEY, file TEXT, kind TEXT, job TEXT, run TEXT, seq INTEGER, at REAL);
      CREATE INDEX IF NOT EXISTS piece_file ON piece (file);
      CREATE INDEX IF NOT EXISTS piece_name ON piece (kind, job, run);
      CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, tokenize = "unicode61 remove_diacritics 2");
      PRAGMA user_version = ${VERSION};
    `);
  } catch (error) {
    database.close();
    throw error;
  }
  return indexOver(database);
}

function indexOver(database: DatabaseSync): SearchIndex {
  const readSource = database.prepare('SELECT size, mtime AS mtimeMs, seq FROM source WHERE file = ?');
  const allSources = database.prepare('SELECT file FROM source');
  const saveSource = database.prepare('INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)');
  const dropSource = database.prepare('DELETE FROM source WHERE file = ?');
  const dropWords = database.prepare('DELETE FROM words WHERE rowid IN (SELECT id FROM piece WHERE file = ?)');
  const dropPieces = database.prepare('DELETE FROM piece WHERE file = ?');
  const addPiece = database.prepare('INSERT INTO piece (file, kind, job, run, seq, at) VALUES (?, ?, ?, ?, ?, ?)');
  const addWords = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
  // Names first, then what fits best.
  const findPieces = database.prepare(`
    SELECT piece.kind, piece.job AS jobId, piece.run AS runId, piece.seq, piece.at,
      snippet(words, 0, '${HIT_BEGIN}', '${HIT_END}', '…', 14) AS excerpt,
      (SELECT text FROM words WHERE rowid = (
        SELECT id FROM piece AS name WHERE name.kind = 'job' AND name.job = piece.job LIMIT 1)) AS jobTitle,
      (SELECT text FROM words WHERE rowid = (
        SELECT id FROM piece AS name WHERE name.kind = 'repo' AND name.job = piece.job AND name.run = piece.run LIMIT 1)) AS repo
    FROM words JOIN piece ON piece.id = words.rowid
    WHERE words MATCH ?
    ORDER BY piece.kind NOT IN ('job', 'repo', 'prompt'), bm25(words), piece.at DESC
    LIMIT ?`);

  const inOneGo = (work: () => void): void => {
    database.exec('BEGIN');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      // A full disk has rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  const forgetPieces = (file: string): void => {
    dropWords.run(file);
    dropPieces.run(file);
  };

  return {
    source: (file) => (readSource.get(file) as Source | undefined) ?? null,
    sources: () => allSources.all().map((row) => String(row.file)),
    add: (file, source, pieces, anew) =>
      inOneGo(() => {
        if (anew) forgetPieces(file);
        for (const { kind, text, jobId, runId, seq, at } of pieces) {
          const { lastInsertRowid } = addPiece.run(file, kind, jobId, runId, seq, at);
          addWords.run(lastInsertRowid, plain(text));
        }
        saveSource.run(file, source.size, source.mtimeMs, source.seq);
      }),
    forget: (file) =>
      inOneGo(() => {
        forgetPieces(file);
        dropSource.run(file);
      }),
    find(query, limit) {
      const match = matchOf(query);
      if (match === null) return [];
      return findPieces.all(match, limit).flatMap((row) => {
        const hit = SearchHit.safeParse({
          ...row,
          jobTitle: row.jobTitle ?? '',
          excerpt: excerptParts(String(row.excerpt)),
        });
        return hit.success ? [hit.data] : [];
      });
    },
    close: () => database.close(),
  };
}

/** Control characters, terminal colours among them, are nothing to find, and would look like marks. */
const plain = (text: string): string => stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ');
