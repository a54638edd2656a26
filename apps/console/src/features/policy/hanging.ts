import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

/** How much further than its beginning a line goes on when it is wrapped, characters. */
const further = 2;

function indents(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges)
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      const hang = line.text.length - line.text.trimStart().length + further;
      builder.add(
        line.from,
        line.from,
        Decoration.line({ attributes: { style: `padding-inline-start: calc(6px + ${hang}ch); text-indent: -${hang}ch` } }),
      );
      at = line.to + 1;
    }
  return builder.finish();
}

/** Wrapped lines go on below where they begin, so that the shape of the document stays to be seen. */
export const hanging = ViewPlugin.define((view) => ({ indents: indents(view), update }), { decorations: (plugin) => plugin.indents });

function update(this: { indents: DecorationSet }, { view, docChanged, viewportChanged }: ViewUpdate): void {
  if (docChanged || viewportChanged) this.indents = indents(view);
}
