import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import type { PolicyFault } from '@fairlead/contract';
import { useWords } from '@fairlead/ui';
import type { Words } from '@fairlead/words';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { looks } from './code-looks.ts';
import { hanging } from './hanging.ts';

export interface CodeEditorHandle {
  /** Puts the cursor at the beginning of a line, on the screen. */
  toLine: (line: number) => void;
}

interface Props {
  value: string;
  onChange: (value: string) => void;
  readOnly: boolean;
  faults: readonly PolicyFault[];
  label: string;
  /** Id of the element that says what is wrong. */
  describedBy: string;
  handle: Ref<CodeEditorHandle>;
}

/** What the search panel says. */
const phrases = {
  Find: 'find',
  Replace: 'replace',
  next: 'next',
  previous: 'previous',
  all: 'all',
  'match case': 'match_case',
  regexp: 'regexp',
  'by word': 'by_word',
  replace: 'replace_one',
  'replace all': 'replace_all',
  close: 'close',
  'current match': 'current_match',
  'on line': 'on_line',
  'replaced $ matches': 'replaced_matches',
  'replaced match on line $': 'replaced_match',
  'Go to line': 'go_to_line',
  go: 'go',
  Diagnostics: 'faults',
  'No diagnostics': 'no_faults',
} as const;

function spoken(words: Words): Extension {
  const entries = Object.entries(phrases).map(([phrase, key]) => [phrase, words.t(`code.${key}`, { count: '$' })]);
  return EditorState.phrases.of(Object.fromEntries(entries) as Record<string, string>);
}

/** A text field for YAML. The Tab key leaves it, as it does every field: Ctrl+] indents. */
export function CodeEditor({ value, onChange, readOnly, faults, label, describedBy, handle }: Props) {
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  const variable = useRef(new Compartment());
  const varies = [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      tabindex: '0',
      'aria-label': label,
      'aria-describedby': describedBy,
      'aria-readonly': String(readOnly),
    }),
    spoken(words),
  ];

  useEffect(() => {
    const editor = new EditorView({
      parent: box.current!,
      doc: value,
      extensions: [
        lineNumbers(),
        lintGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        search({ top: true }),
        keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        hanging,
        yaml(),
        looks,
        variable.current.of(varies),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed.current(update.state.doc.toString());
        }),
      ],
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => view.current!.dispatch({ effects: variable.current.reconfigure(varies) }), [readOnly, label, describedBy, words]);

  useEffect(() => {
    const { state } = view.current!;
    if (state.doc.toString() !== value) view.current!.dispatch({ changes: { from: 0, to: state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const { state } = view.current!;
    const diagnostics = faults.map(({ line, path, message }) => {
      const { from, to, text } = state.doc.line(Math.min(line, state.doc.lines));
      const begins = from + (text.length - text.trimStart().length);
      return { from: begins, to, severity: 'error' as const, message, source: path };
    });
    view.current!.dispatch(setDiagnostics(state, diagnostics));
  }, [faults]);

  useImperativeHandle(handle, () => ({
    toLine(line) {
      const { state } = view.current!;
      const { from } = state.doc.line(Math.min(line, state.doc.lines));
      view.current!.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.current!.focus();
    },
  }));

  return <div className="code" ref={box} />;
}
