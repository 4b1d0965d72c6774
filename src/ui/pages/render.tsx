// Renders a page's view with the words around it.
import { type ComponentChild, render } from 'preact';
import { Spoken } from '../components/common/Spoken.tsx';
import { followPageSpeech } from '../state/page-speech.ts';

export function renderSpoken(view: ComponentChild, root: Element, until: AbortSignal): void {
  render(<Spoken speech={followPageSpeech(until)}>{view}</Spoken>, root);
}
