import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { openExternal } from '../../../state/actions.ts';
import styles from './Markdown.module.css';

/** Only these leave the app, and only by a click; anything else stays plain text. */
const isWebLink = (href: string | undefined): href is string => href !== undefined && /^https?:\/\//i.test(href);

const COMPONENTS: Components = {
  a: ({ href, children }) =>
    isWebLink(href) ? (
      <a
        href={href}
        title={href}
        onClick={(event) => {
          event.preventDefault();
          void openExternal(href);
        }}
        onAuxClick={(event) => event.preventDefault()}
      >
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  // Nothing is loaded for a text that a model or a repository wrote.
  img: ({ alt }) => <span className={styles.image}>[image{alt ? `: ${alt}` : ''}]</span>,
  // Headings of a message must not break the outline of the window.
  h1: ({ children }) => <p className={styles.heading}>{children}</p>,
  h2: ({ children }) => <p className={styles.heading}>{children}</p>,
  h3: ({ children }) => <p className={styles.heading}>{children}</p>,
  h4: ({ children }) => <p className={styles.heading}>{children}</p>,
  h5: ({ children }) => <p className={styles.heading}>{children}</p>,
  h6: ({ children }) => <p className={styles.heading}>{children}</p>,
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls sideways must be reachable by keyboard
    <pre tabIndex={0}>{children}</pre>
  ),
  input: ({ checked }) => <span aria-hidden>{checked ? '☑' : '☐'}</span>,
};
const PLUGINS = [remarkGfm];

/** Text of a model or a person as safe prose: no raw HTML, no remote images, links open in the browser. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={styles.prose} data-selectable>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
});
