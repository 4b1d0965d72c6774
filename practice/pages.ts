// The pages before and after a call, for sites of which nothing is known there.
import { type Attributes, el } from './dom.ts';
import type { Actions } from './session.ts';

/** One's own picture and a button that joins. */
export function lobbyPage(
  act: Actions,
  preview: HTMLElement,
  words: { title: string; note: string; join: string },
  joinAttributes: Attributes = {},
): HTMLElement {
  const join = el('button', { type: 'button', class: 'jO1nBt', ...joinAttributes }, words.join);
  join.onclick = act.enter;
  return el(
    'div',
    { class: 'lObbY' },
    el('div', { class: 'pRvW' }, preview),
    el('div', { class: 'aSk' }, el('h1', {}, words.title), el('p', {}, words.note), join),
  );
}

export function leftPage(
  act: Actions,
  words: { title: string; rejoin: string },
  titleAttributes: Attributes = {},
): HTMLElement {
  const rejoin = el('button', { type: 'button', class: 'jO1nBt' }, words.rejoin);
  rejoin.onclick = act.enter;
  return el('div', { class: 'lObbY' }, el('div', { class: 'aSk' }, el('h1', titleAttributes, words.title), rejoin));
}
