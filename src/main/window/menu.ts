import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The native menu. Items of the app itself send their action to the window, whose command table knows the rest. */
export function installMenu(send: (action: string) => void): void {
  const item = (label: string, action: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator ? { accelerator } : {}),
    // The window listens to these keys itself; the menu only shows them.
    registerAccelerator: false,
    click: () => send(action),
  });
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        item('New job', 'new-job', 'CmdOrCtrl+N'),
        { type: 'separator' },
        item('Settings', 'go-settings', mac ? 'Cmd+,' : undefined),
        { type: 'separator' },
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        item('Command palette', 'palette', 'CmdOrCtrl+K'),
        item('Search everywhere', 'search', 'CmdOrCtrl+Shift+F'),
        item('Simplified or technical', 'toggle-view'),
        item('Split or unified diff', 'toggle-split'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    {
      label: 'Go',
      submenu: [
        item('Jobs', 'go-jobs'),
        item('Review', 'go-review'),
        item('Pull requests', 'go-pull-requests'),
        item('Insights', 'go-insights'),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        item('Keyboard shortcuts', 'keys'),
        { type: 'separator' },
        item('Open logs', 'open-logs'),
        item('Export diagnostics…', 'export-diagnostics'),
        item('Report a problem…', 'report-problem'),
        { type: 'separator' },
        item('About Cody Batch', 'about'),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
