/**
 * The environment of small programs of the system (find, du, cp) that the app starts on files of others: those of the system come
 * first, and where it keeps them elsewhere, the person's path tells.
 */
export const systemEnvironment = (): Record<string, string> => ({
  LC_ALL: 'C',
  PATH: ['/usr/bin:/bin', process.env.PATH].filter(Boolean).join(':'),
});
