import type { ErrorCode } from '../../shared/errors.ts';
import type { Mend } from '../../shared/mends.ts';

/** What was being done, for the words of an error. */
export interface GitContext {
  /** What the person wanted: "clone", "push to", "read the changes of". */
  doing: string;
  /** `host/owner/name`, or a folder. Never a URL with user information. */
  what: string;
  host: string | null;
  /** Was a token sent? Decides what a refusal means. */
  signedIn: boolean;
}

/** One cause that git or a host can name, and its words. */
export interface Rule {
  pattern: RegExp;
  code: ErrorCode;
  message: (context: GitContext) => string;
  why?: (context: GitContext) => string;
  next?: (context: GitContext) => string;
  /** What of it the window can do; left out: what the code usually needs. */
  mends?: readonly Mend[];
}
