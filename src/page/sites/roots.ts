// Shadow trees: a page may keep its tiles in roots that selectors and `parentElement` do not cross.
import { attempt } from './attempt.ts';

export type Root = Document | ShadowRoot;

interface Roots {
  found: readonly Root[];
  /** Until when they are taken as they are, on performance.now()'s clock. */
  until: number;
}
const known = new WeakMap<Document, Roots>();
/** Roots are looked for at most this often, and so seldom that it takes less than this share of the page's thread. */
const LEAST_MS = 1000;
const MOST_MS = 10_000;
const SHARE = 0.0005;

/** A document and the shadow roots in it, nested ones too. A new root may take a second to be noticed. */
export function rootsIn(document: Document): readonly Root[] {
  const start = performance.now();
  const before = known.get(document);
  if (before && start < before.until) return before.found;
  const found: Root[] = [document];
  attempt(() => collect(document, found), undefined);
  const took = performance.now() - start;
  known.set(document, { found, until: start + Math.min(MOST_MS, Math.max(LEAST_MS, took / SHARE)) });
  return found;
}

function collect(root: Root, found: Root[]): void {
  for (const element of root.querySelectorAll('*')) {
    const inner = shadowOf(element);
    if (!inner) continue;
    found.push(inner);
    collect(inner, found);
  }
}

/** Content scripts may ask for closed roots: Chromium's by a function, Firefox' by a property of elements. */
const { dom } = typeof chrome === 'undefined' ? {} : chrome;
const closedRootOf = (element: Element): ShadowRoot | null =>
  dom?.openOrClosedShadowRoot(element as HTMLElement) ??
  (element as { openOrClosedShadowRoot?: ShadowRoot | null }).openOrClosedShadowRoot ??
  null;

/** Only elements of a page's own making are asked for closed roots: asking costs more than looking. */
function shadowOf(element: Element): ShadowRoot | null {
  return element.shadowRoot ?? (element.localName.includes('-') ? attempt(() => closedRootOf(element), null) : null);
}

/** The element around this one, or the host of the root that it stands in. */
export function parentOf(element: Element): HTMLElement | null {
  return element.parentElement ?? (hostOf(element) as HTMLElement | null);
}

function hostOf(node: Node): Element | null {
  const root = node.getRootNode();
  return 'host' in root ? (root.host as Element) : null;
}

/** A node, and the hosts of the roots that it stands in. */
export function withHosts(node: Node): Node[] {
  const nodes = [node];
  for (let host = hostOf(node); host; host = hostOf(host)) nodes.push(host);
  return nodes;
}

/** Does `outer` contain `node`, in whatever root within it? */
export function isWithin(node: Node, outer: Node): boolean {
  return outer.contains(node) || withHosts(node).some((one) => outer.contains(one));
}

/** What a selector finds inside of an element, in roots within it, too. */
export function allWithin(element: Element, css: string): HTMLElement[] {
  const [, ...shadows] = rootsIn(element.ownerDocument);
  const inside = shadows.filter((root) => isWithin((root as ShadowRoot).host, element));
  return [element, ...inside].flatMap((root) => [...root.querySelectorAll<HTMLElement>(css)]);
}

/** As `closest`, across roots. */
export function closestOf(element: Element, css: string): Element | null {
  for (let one: Element | null = element; one; one = hostOf(one)) {
    const found = one.closest(css);
    if (found) return found;
  }
  return null;
}
