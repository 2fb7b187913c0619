import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { TooltipProvider } from '../ui/Tooltip.tsx';
import '../styles/tokens.css';
import '../styles/base.css';
import styles from './gallery.module.css';
import { PARTS } from './parts.tsx';
import { RunHeaders, RunRows } from './run-gallery.tsx';

// Every part of the window and every state of a run on one page: `npm run dev`, then /testing/gallery.html of the address
// that it prints, in any browser. It is no entry of the build, so no package holds it.

config({ jitless: true });

function Gallery() {
  return (
    <TooltipProvider>
      <main className={styles.gallery}>
        {Object.entries({ ...PARTS, RunRow: RunRows, RunHeader: RunHeaders }).map(([name, Part]) => (
          <section className={styles.part} key={name} data-part={name}>
            <h2 className={styles.name}>{name}</h2>
            <Part />
          </section>
        ))}
      </main>
    </TooltipProvider>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Gallery />);
