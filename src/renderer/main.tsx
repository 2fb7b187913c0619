import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { App } from './App.tsx';
import { wearLastTheme } from './state/theme.ts';
import './styles/tokens.css';
import './styles/base.css';

// The page may not build code from strings; without this zod tries once and the attempt is reported as a violation.
config({ jitless: true });
wearLastTheme();

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
