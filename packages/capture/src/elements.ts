/** Makes the few elements that the dialogs are of. */

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An attribute that is true is there, one that is false is not. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

export function draw<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Node[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** A button does not lose the focus when it has nothing to do, so it is never `disabled`. */
export function button(label: string, press: () => unknown, attributes: Attributes = {}, ...before: Node[]): HTMLButtonElement {
  const made = make('button', { type: 'button', ...attributes }, ...before, make('span', {}, label));
  made.addEventListener('click', () => {
    if (made.getAttribute('aria-disabled') !== 'true') press();
  });
  return made;
}

const icons = {
  crop: 'M7 2v15h15 M2 7h15v15',
  arrow: 'M5 19 19 5 M9 5h10v10',
  blur: 'M4 6h16 M4 12h10 M18 12h2 M4 18h4 M12 18h8',
  undo: 'M9 14 4 9l5-5 M4 9h10a6 6 0 0 1 0 12h-3',
  stop: 'M7 7h10v10H7z',
};

export const icon = (name: keyof typeof icons): SVGElement =>
  draw('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' }, draw('path', { d: icons[name] }));
