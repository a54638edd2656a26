/** The picture's editor: crop, arrow, blur, undo. All of it works with a mouse, a finger or the keyboard. */
import { ask, first, openDialog, type Opened } from './dialog.ts';
import { button, icon, make, set } from './elements.ts';
import { type Mark, paint, shownOf, type Span, type Tool } from './marks.ts';
import { canvasOf } from './share.ts';
import { stage } from './stage.ts';
import type { Said } from './words.ts';

const tools: Record<Tool, string> = { crop: 'KeyC', arrow: 'KeyA', blur: 'KeyB' };

/** `isNew`: of a picture that was only just taken nothing is left when it is discarded. */
export function edit(words: Said, picture: HTMLCanvasElement, { name, isNew }: { name: string; isNew: boolean }): Promise<File | null> {
  const { t } = words;
  let marks: Mark[] = [];
  let work = canvasOf(picture, picture.width, picture.height);

  return openDialog<File>(words, {
    kind: 'full',
    title: t(isNew ? 'shot.title' : 'edit.title'),
    leave: (dialog) => leave(dialog),
    fill(dialog) {
      const title = make('h2', {}, t(isNew ? 'shot.title' : 'edit.title'));
      const hint = make('p', { class: 'hint', id: 'fl-capture-hint' });
      const view = stage(words, { apply, change });
      const toolButtons = Object.entries(tools).map(([tool, code]) => {
        const press = button(
          t(`tool.${tool as Tool}`),
          () => choose(tool as Tool),
          { 'aria-keyshortcuts': code.slice(3) },
          icon(tool as Tool),
        );
        return [tool as Tool, press] as const;
      });
      const undoing = button(t('undo'), undo, { 'aria-keyshortcuts': 'Control+Z' }, icon('undo'));
      const bar = make(
        'div',
        { class: 'tools', role: 'toolbar', 'aria-label': t('tools') },
        ...toolButtons.map(([, press]) => press),
        undoing,
      );
      const applying = button(t('apply'), view.applyPending, { class: 'soft' });
      const leaving = button(t('leave'), () => choose(null));
      const pending = make('div', { class: 'pending' }, leaving, applying);
      const use = button(t('picture.use'), () => void send(), { class: 'primary', 'aria-keyshortcuts': 'Control+Enter' });
      const away = button(t(isNew ? 'picture.discard' : 'edit.cancel'), () => void leaveAll(dialog));
      const problem = make('p', { class: 'problem', role: 'alert' });
      let sending = false;

      function choose(tool: Tool | null): void {
        view.choose(tool === view.tool() ? null : tool);
        if (view.tool()) view.focus();
        else if (tool === null) toolButtons[0]![1].focus();
        change();
      }

      function change(): void {
        const tool = view.tool();
        for (const [name, press] of toolButtons) press.setAttribute('aria-pressed', String(name === tool));
        undoing.setAttribute('aria-disabled', String(marks.length === 0));
        hint.replaceChildren(t(`hint.${tool ?? 'none'}`), ' ', ...(tool ? [make('span', { class: 'keys' }, t('hint.keys'))] : []));
        pending.hidden = !view.pending();
      }

      function apply(tool: Tool, span: Span): void {
        const mark = { tool, ...span };
        marks.push(mark);
        paint(work.getContext('2d')!, mark);
        dialog.say(t(`said.${tool}`));
        if (tool === 'crop') view.choose(null);
        redraw();
      }

      function undo(): void {
        if (marks.length === 0) return;
        marks = marks.slice(0, -1);
        work = canvasOf(picture, picture.width, picture.height);
        const on = work.getContext('2d')!;
        for (const mark of marks) paint(on, mark);
        dialog.say(t('said.undone'));
        redraw();
      }

      function redraw(): void {
        problem.textContent = '';
        view.show(work, shownOf(marks, picture));
        change();
      }

      /** What is marked and not yet applied counts: nobody should send what they believe to be blurred. */
      async function send(): Promise<void> {
        if (sending) return;
        view.applyPending();
        sending = true;
        use.setAttribute('aria-disabled', 'true');
        const file = await exported(work, shownOf(marks, picture), name);
        if (file) return dialog.close(file);
        sending = false;
        use.setAttribute('aria-disabled', 'false');
        problem.textContent = t('picture.too_large');
      }

      dialog.element.addEventListener('keydown', (event) => {
        const held = event.ctrlKey || event.metaKey;
        const tool = toolButtons.find(([name]) => tools[name] === event.code)?.[0];
        const isAt = (element: Element) => element.contains(event.target as Node);
        if (event.key === 'Enter' && held) void send();
        else if (event.code === 'KeyZ' && held && !event.shiftKey) undo();
        else if (tool && !held && !event.altKey && (isAt(bar) || isAt(view.element))) choose(tool);
        else if (event.key === 'Escape' && view.tool()) choose(null);
        else return;
        event.preventDefault();
      });
      const fit = new ResizeObserver(view.fit);
      fit.observe(view.element);
      dialog.element.append(
        make('header', {}, title, bar),
        view.element,
        make('footer', {}, make('div', { class: 'hints' }, hint, pending, problem), make('div', { class: 'acts' }, away, use)),
      );
      set(toolButtons[0]![1], { [first]: true });
      redraw();
    },
  });

  function leave(dialog: Opened<File>): void {
    void leaveAll(dialog);
  }

  async function leaveAll({ close }: Opened<File>): Promise<void> {
    const which = isNew ? 'ask.picture' : 'ask.changes';
    const sure =
      marks.length === 0 || (await ask(words, t(which), t(`${which}.why`), { no: t('ask.keep_editing'), yes: t('picture.discard') }));
    if (sure) close(null);
  }
}

/** Null when the browser cannot make a file of so many pixels. */
function exported(work: HTMLCanvasElement, { x, y, width, height }: ReturnType<typeof shownOf>, name: string): Promise<File | null> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.drawImage(work, -x, -y);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob && new File([blob], name, { type: 'image/png' })), 'image/png'));
}
