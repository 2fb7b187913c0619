import { MIT, OWNER, type Sample, testScript } from './sample.ts';

/** A Python package with a reStructuredText readme and `master` as its default branch. */
export const csvpeek: Sample = {
  owner: OWNER,
  name: 'csvpeek',
  description: 'Look at the first rows of a large CSV file',
  topics: ['python', 'cli'],
  defaultBranch: 'master',
  permission: 'push',
  expected: { outcome: 'changed', pullRequest: true },
  commits: [
    {
      message: 'Look at the first rows of a file',
      files: {
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"

[project]
name = "csvpeek"
version = "0.9.1"
description = "Look at the first rows of a large CSV file"
requires-python = ">=3.9"
license = { text = "MIT" }

[project.scripts]
csvpeek = "csvpeek.cli:main"

[project.urls]
Source = "https://github.com/${OWNER}/csvpeek"
`,
        'csvpeek/__init__.py': `"""Look at the first rows of a large CSV file."""

import csv
from itertools import islice

__version__ = "0.9.1"


def peek(lines, rows=5):
    """Return the header and the first rows of an iterable of lines."""
    reader = csv.reader(lines)
    header = next(reader, [])
    return header, list(islice(reader, rows))
`,
        'csvpeek/cli.py': `"""Command line of csvpeek."""

import argparse
import sys

from . import peek


def main(argv=None):
    parser = argparse.ArgumentParser(prog="csvpeek")
    parser.add_argument("file", type=argparse.FileType("r"))
    parser.add_argument("-n", "--rows", type=int, default=5)
    options = parser.parse_args(argv)
    header, rows = peek(options.file, options.rows)
    for row in [header, *rows]:
        print("  ".join(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
`,
        'tests/test_peek.py': `import unittest

from csvpeek import peek


class PeekTest(unittest.TestCase):
    def test_header_and_rows(self):
        self.assertEqual(peek(["a,b", "1,2", "3,4"], rows=1), (["a", "b"], [["1", "2"]]))

    def test_empty(self):
        self.assertEqual(peek([]), ([], []))
`,
        'script/test': testScript(
          '',
          `declared=$(sed -n 's/^version = "\\(.*\\)"$/\\1/p' pyproject.toml)
exported=$(sed -n 's/^__version__ = "\\(.*\\)"$/\\1/p' csvpeek/__init__.py)
[ "$declared" = "$exported" ] || { echo "pyproject.toml says $declared, csvpeek says $exported" >&2; exit 1; }
`,
        ),
        LICENSE: MIT,
        '.gitignore': '__pycache__/\n*.egg-info/\n',
      },
    },
    {
      message: 'Run the tests on Travis',
      files: {
        '.travis.yml': `language: python
python:
  - "3.9"
  - "3.10"
  - "3.12"
install:
  - pip install -e .
script:
  - python -m unittest discover -s tests
  - sh script/test
branches:
  only:
    - master
`,
        'README.rst': `csvpeek
=======

.. image:: https://travis-ci.org/${OWNER}/csvpeek.svg?branch=master
   :target: https://travis-ci.org/${OWNER}/csvpeek
   :alt: Travis build

Look at the first rows of a large CSV file, without opening all of it::

    $ csvpeek -n 2 cities.csv
    name  people
    Bern  134000
    Jena  111000
`,
        'MANIFEST.in': 'include LICENSE README.rst\nexclude .travis.yml\n',
      },
    },
  ],
};
