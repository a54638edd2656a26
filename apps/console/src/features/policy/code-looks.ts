/** The code editor in the colours of tokens.css; those of its own are in policy.css. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const frame = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--fl-surface)', color: 'var(--fl-text)', fontSize: '13.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--fl-mono)', lineHeight: '1.6', overscrollBehavior: 'auto' },
  '.cm-content': { caretColor: 'var(--fl-text)', paddingBlock: '10px' },
  '.cm-cursor': { borderLeftColor: 'var(--fl-text)' },
  '.cm-gutters': { backgroundColor: 'var(--fl-surface)', color: 'var(--fl-dim)', borderRight: '1px solid var(--fl-line)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '34px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--fl-accent) 7%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--fl-accent) 26%, transparent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--fl-accent) 16%, transparent)' },
  '.cm-searchMatch': { backgroundColor: 'var(--fl-note)', outline: '1px solid var(--fl-note-line)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--fl-note-line)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--fl-mine)', outline: '1px solid var(--fl-accent)' },
  '.cm-panels': { backgroundColor: 'var(--fl-bg)', color: 'var(--fl-text)', fontFamily: 'var(--fl-font)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--fl-line)' },
  '.cm-panel.cm-search': { padding: '8px 36px 8px 10px' },
  '.cm-panel.cm-search :is(input, button, label)': { fontSize: '13px' },
  '.cm-textfield': { backgroundColor: 'var(--fl-surface)', border: '1px solid var(--fl-line)', borderRadius: '6px', padding: '3px 8px' },
  '.cm-button': { background: 'var(--fl-surface)', border: '1px solid var(--fl-line)', borderRadius: '6px', padding: '3px 10px' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--fl-text)', fontSize: '18px', minWidth: '24px', minHeight: '24px' },
  '.cm-tooltip': {
    backgroundColor: 'var(--fl-raised)',
    color: 'var(--fl-text)',
    border: '1px solid var(--fl-line)',
    borderRadius: '8px',
    boxShadow: 'var(--fl-shadow)',
    fontFamily: 'var(--fl-font)',
    overflow: 'hidden',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--fl-danger)', padding: '6px 10px' },
  '.cm-diagnosticSource': { display: 'none' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--fl-danger) 1px',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-gutter-lint': { width: '18px' },
});

const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--fl-accent)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-value)' },
  { tag: tags.comment, color: 'var(--fl-dim)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--fl-dim)' },
  { tag: tags.invalid, color: 'var(--fl-danger)' },
]);

export const looks = [frame, syntaxHighlighting(words)];
