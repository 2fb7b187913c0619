import { OWNER, type Sample } from './sample.ts';

/** Documents only, and never on Travis; a person of that name is in it. The right result is no change. */
export const handbook: Sample = {
  owner: OWNER,
  name: 'handbook',
  description: 'How we work: reviews, releases, being on call',
  topics: ['docs'],
  defaultBranch: 'main',
  permission: 'push',
  expected: { outcome: 'unchanged', pullRequest: false },
  commits: [
    {
      message: 'Write down how we work',
      files: {
        'README.md': `# Handbook

How we work, in three short chapters.

- [Reviews](docs/reviews.md)
- [Releases](docs/releases.md)
- [On call](docs/on-call.md)

Edited by the people in [AUTHORS.md](AUTHORS.md). Propose a change with a pull request.
`,
        'AUTHORS.md': `# Authors

- Mira Lindqvist
- Travis Okafor
- Yun-seo Han
`,
        'docs/reviews.md': `# Reviews

A review answers three questions: is it right, is it clear, is it needed. Answer within a working day. If you can't, say so.

Small changes are reviewed by one person, changes of an interface by two.
`,
        'docs/releases.md': `# Releases

1. The changelog says what changed, in the words of a user.
2. A tag starts the release; nobody builds on a laptop.
3. The person who tagged stays reachable for two hours.
`,
        'docs/on-call.md': `# On call

One week each. The phone is answered within 15 minutes. What wakes you twice is repaired before new work starts.
`,
        'script/test': `#!/bin/sh
# Every chapter has a title, and every link of the readme has a target.
set -eu
for chapter in docs/*.md; do
  head -n 1 "$chapter" | grep -q '^# ' || { echo "$chapter: no title" >&2; exit 1; }
done
for target in $(sed -n 's/.*](\\([^)]*\\.md\\)).*/\\1/p' README.md); do
  [ -f "$target" ] || { echo "README.md: $target does not exist" >&2; exit 1; }
done
echo "all checks passed"
`,
        '.github/workflows/links.yml': `name: Links
on: [pull_request]
jobs:
  links:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: sh script/test
`,
      },
    },
  ],
};
