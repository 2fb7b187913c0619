import { describe, expect, it } from 'vitest';
import { type RepoRef, repoLabel } from './repo.ts';

const on = (host: string): RepoRef => ({
  kind: 'remote',
  host,
  owner: 'team',
  name: 'app',
  url: `https://${host}/team/app`,
});

describe('repoLabel', () => {
  it.each([
    [on('github.com'), 'team/app'],
    [on('github.example.com'), 'github.example.com/team/app'],
    [on('github.example.com:8443'), 'github.example.com:8443/team/app'],
    [on('127.0.0.1:4100'), 'team/app'],
    [on('localhost:4100'), 'team/app'],
    [on('[::1]:4100'), 'team/app'],
    [{ kind: 'local' as const, path: '/home/ada/app', name: 'app' }, 'app'],
  ])('%j', (repo, title) => expect(repoLabel(repo)).toBe(title));
});
