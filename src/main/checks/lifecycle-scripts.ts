/** Scripts of a package.json that run by themselves when its dependencies are installed, as npm lists them. */
export const AT_INSTALL: readonly string[] = [
  ...['preinstall', 'install', 'postinstall', 'prepublish'],
  ...['preprepare', 'prepare', 'postprepare'],
];
/** Those that run when the package is made or published. */
export const AT_PACKING: readonly string[] = ['prepublishOnly', 'prepack', 'postpack'];
