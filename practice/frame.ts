// A page whose call lies in a frame of its own origin.
import { type Attributes, el } from './dom.ts';

/** Draws the page around; whoever asks it for the practice call gets the frame's. */
export function drawAround(around: HTMLElement, address: string, attributes: Attributes): void {
  const url = new URL(address, location.href);
  if (new URLSearchParams(location.search).has('lobby')) url.searchParams.set('lobby', '');
  const allow = 'camera; microphone; display-capture; autoplay; fullscreen';
  const frame = el('iframe', { allow, ...attributes, src: url.pathname + url.search });
  document.body.replaceChildren(around, frame);
  Object.defineProperty(window, 'practice', { get: () => frame.contentWindow?.practice });
}
