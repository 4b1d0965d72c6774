// The tree as it is laid out: slots and shadow roots count as parents.

/** The element that this one is laid out in; null for the root, and for what is not in a document. */
export function layoutParent(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  const { parentNode } = element;
  // By type and not by class: elements of frames are of another window's classes.
  if (parentNode?.nodeType === Node.ELEMENT_NODE) return parentNode as Element;
  return (parentNode as Partial<ShadowRoot> | null)?.host ?? null;
}

/** The element, what it is laid out in, and so on up to the root. */
export function* layoutAncestors(element: Element): Generator<Element> {
  for (let up: Element | null = element; up; up = layoutParent(up)) yield up;
}

/** Is `inner` laid out within `outer`, or the same? */
export function isLaidOutIn(inner: Element, outer: Element): boolean {
  for (const up of layoutAncestors(inner)) if (up === outer) return true;
  return false;
}
