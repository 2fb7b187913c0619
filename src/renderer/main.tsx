import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { App } from './App.tsx';
import { watchDefects } from './state/defects.ts';
import { wearLastTheme } from './state/theme.ts';
import { guardComposition } from './ui/composition.ts';
import { rememberFocus } from './ui/focus-home.ts';
import './styles/tokens.css';
import './styles/base.css';

// The page may not build code from strings; without this zod tries once and the attempt is reported as a violation.
config({ jitless: true });
watchDefects(window);
wearLastTheme();
// First of all listeners, so that none hears what an input method is at work with.
guardComposition(window);
rememberFocus(window);

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
