// What each mode allows, as a table.
import { describe, expect, it } from 'vitest';
import { type Mode, mayRead, maySpeakOfIndividuals, noticeKey } from '../../src/call/consent/policy.ts';

describe('whose pixels may be taken', () => {
  const person = { isShare: false, isSelf: false, because: null };
  it.each([
    ['somebody', person, 'individual', true],
    ['somebody in a group', person, 'group', true],
    ['somebody else in mode “self”', person, 'self', false],
    ['oneself in mode “self”', { ...person, isSelf: true }, 'self', true],
    ['oneself, left out', { ...person, isSelf: true, because: 'asked' as const }, 'self', false],
    ['somebody left out by a click', { ...person, because: 'asked' as const }, 'individual', false],
    ['somebody on the list of names', { ...person, because: 'blocked' as const }, 'group', false],
    ['somebody who may be one of them', { ...person, because: 'unsure' as const }, 'individual', false],
    ['somebody whose name is not known', { ...person, because: 'nameless' as const }, 'individual', false],
    ['a shared screen', { ...person, isShare: true }, 'individual', false],
    ['a shared screen of one’s own', { ...person, isShare: true, isSelf: true }, 'self', false],
  ] as const)('%s', (_, subject, mode, may) => expect(mayRead(subject, mode)).toBe(may));
});

it('in a group alone nobody is spoken of', () => {
  const modes: Mode[] = ['individual', 'group', 'self'];
  expect(modes.map(maySpeakOfIndividuals)).toEqual([true, false, true]);
});

it('others are told wherever they are read', () => {
  expect([noticeKey('individual'), noticeKey('group'), noticeKey('self')]).toEqual([
    'noticeIndividual',
    'noticeGroup',
    null,
  ]);
});
