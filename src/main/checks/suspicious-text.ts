import { cutText } from '../../shared/cut.ts';
import { codeOf, FLAG, HIDDEN_MESSAGE, STRAY_JOINER, spelled, UNSEEN_LETTERS } from '../../shared/hidden-text.ts';
import type { SuspiciousPlace } from '../../shared/messages/suspicious.ts';

const MAX_FINDINGS = 50;
const MAX_EXCERPT = 160;

/** Characters that change the order in which text is shown. */
const BIDI = /[\u202A-\u202E\u2066-\u2069]/u;
const BIDI_MARK = /[\u200E\u200F\u061C]/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const MESSAGES = new RegExp(HIDDEN_MESSAGE, 'gu');
const FLAGS = new RegExp(FLAG, 'gu');
const INVISIBLE = new RegExp(`[\\u200B\\u2060-\\u2064\\u180E\\uFEFF\\u{E0001}${UNSEEN_LETTERS}]`, 'u');
const JOINER = new RegExp(STRAY_JOINER, 'u');

/** Everything that takes no room on screen. */
const HIDDEN = new RegExp(`[\\p{Cf}${UNSEEN_LETTERS}]`, 'gu');
const ANY_HIDDEN = new RegExp(HIDDEN.source, 'u');

/** Sentences that address a model rather than a reader. */
const ORDERS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b[\w ,'-]{0,20}\b(?:previous|prior|above|earlier|preceding|all|your|other)\b[\w ,'-]{0,20}\b(?:instructions?|prompts?|rules|directives|guidelines|context)\b/i,
  /\byou are (?:now|no longer)\b.{0,60}\b(?:assistant|agent|model|ai|mode|dan)\b/i,
  /\b(?:ai|llm|claude|copilot|gpt|coding|language) ?(?:agents?|assistants?|models?|bots?)\b.{0,60}\b(?:must|should|shall|please|need to|have to)\b.{0,80}\b(?:curl|wget|send|upload|post|exfiltrate|delete|disable|ssh|token|secret|credential|password|environment variable)/i,
  /<\/?(?:system|system[-_]prompt|system[-_]reminder|assistant|human)>|<\|(?:im_start|im_end|system|assistant|endoftext)\|>|\[\/?INST\]|^#{0,6}\s*(?:new|updated|hidden|secret) (?:system )?instructions?\b\s*:/im,
];

/** What orders often ask for. Ordinary code says it too, so it counts only where somebody has just written it. */
const ASKED_FOR: readonly RegExp[] = [
  /\b(?:do not|don't|never)\b.{0,20}\b(?:tell|inform|mention|reveal|show|report)\b.{0,30}\b(?:user|reviewer|human|maintainer|operator)s?\b/i,
  /\b(?:send|post|upload|exfiltrate|transmit|leak|curl|forward)\b.{0,80}(?:\b(?:api[ _-]?keys?|access tokens?|secrets?|credentials?|passwords?|private keys?|environment variables|id_rsa)\b|\.env\b|\.ssh\b)/i,
];

/**
 * Looks for what a reader does not see and a model does: characters that reorder or hide text, messages in invisible
 * characters, and sentences that give orders to agents. For the reviewer; it proves nothing by itself. Pure.
 */
export function findSuspiciousText(path: string, text: string): SuspiciousPlace[] {
  return findIn(path, text, [...ORDERS, ...ASKED_FOR]);
}

/** The same for text that was there before and was only read: what ordinary files hold, too, is left out. Pure. */
export function findInstructions(path: string, text: string): SuspiciousPlace[] {
  return findIn(path, text, ORDERS).filter(({ kind }) => kind !== 'invisible_characters');
}

function findIn(path: string, text: string, instructions: readonly RegExp[]): SuspiciousPlace[] {
  // Nearly every text has nothing of this, and is not looked at line by line.
  if (!ANY_HIDDEN.test(text) && !instructions.some((pattern) => pattern.test(text))) return [];
  const findings: SuspiciousPlace[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const shown = line.replace(FLAGS, '');
    const kinds: SuspiciousPlace['kind'][] = [];
    if (shown.search(MESSAGES) >= 0) kinds.push('hidden_message');
    if (BIDI.test(shown) || (BIDI_MARK.test(shown) && !RIGHT_TO_LEFT.test(shown))) kinds.push('text_direction');
    if (INVISIBLE.test(shown) || JOINER.test(shown)) kinds.push('invisible_characters');
    // Hidden characters inside a sentence must not hide the sentence.
    const read = readable(shown).slice(0, 2000);
    if (instructions.some((pattern) => pattern.test(read))) kinds.push('instruction_to_agents');
    for (const kind of kinds) {
      if (findings.length === MAX_FINDINGS) return findings;
      findings.push({ path, line: index + 1, kind, excerpt: excerptOf(line, kind) });
    }
  }
  return findings;
}

/** The line as a model may read it: tag characters as the letters they stand for, other hidden ones gone. */
const readable = (line: string): string => spellTags(line).replace(HIDDEN, '');

// Spaces keep the message apart from the visible words around it.
const spellTags = (line: string): string => line.replace(MESSAGES, (message) => ` ${spelled(message)} `);

function excerptOf(line: string, kind: SuspiciousPlace['kind']): string {
  const clear =
    kind === 'hidden_message' || kind === 'instruction_to_agents'
      ? readable(line).replace(/\s+/g, ' ').trim()
      : line.trim().replace(HIDDEN, codeOf);
  return cutText(clear, MAX_EXCERPT);
}
