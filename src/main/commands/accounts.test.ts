import { expect, test } from 'vitest';
import { withGroup, withUser } from './accounts.ts';

const home = '/home/sandbox';

test.each([
  [
    'an ordinary user, whose line names a home that the sandbox does not show',
    'root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000:Ann,,,:/home/ann:/bin/zsh\n',
    { uid: 1000, gid: 1000, home },
    'cody:x:1000:1000:Cody Batch:/home/sandbox:/bin/bash\nroot:x:0:0:root:/root:/bin/bash\n',
  ],
  [
    'a user from a directory, whom no file names',
    'root:x:0:0:root:/root:/bin/bash',
    { uid: 70001, gid: 70000, home },
    'cody:x:70001:70000:Cody Batch:/home/sandbox:/bin/bash\nroot:x:0:0:root:/root:/bin/bash\n',
  ],
  [
    'root, which stays root',
    'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n',
    { uid: 0, gid: 0, home },
    'root:x:0:0:Cody Batch:/home/sandbox:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n',
  ],
  [
    'another user of the same name',
    'cody:x:1001:1001::/home/cody:/bin/bash\n',
    { uid: 1000, gid: 1000, home },
    'cody:x:1000:1000:Cody Batch:/home/sandbox:/bin/bash\n',
  ],
])('accounts: %s', (_name, machine, account, expected) => expect(withUser(machine, account)).toBe(expected));

test('the own group has a name, also where no file names it', () => {
  expect(withGroup('root:x:0:\nann:x:1000:\n', 1000)).toBe('root:x:0:\nann:x:1000:\n');
  expect(withGroup('root:x:0:\n', 70000)).toBe('root:x:0:\ncody:x:70000:\n');
});
