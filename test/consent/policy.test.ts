// Who may be read, as a table.
import { describe, expect, it } from 'vitest';
import {
  type Mode,
  mayRead,
  maySpeakOfIndividuals,
  nameKey,
  noticeKey,
  type Policy,
} from '../../src/call/consent/policy.ts';

describe('who may be read', () => {
  const policy = (mode: Mode, excluded: string[] = [], leftOut: string[] = []): Policy => ({
    mode,
    excluded: new Set(excluded),
    awaited: new Set(['late']),
    leftOut: new Set(leftOut.map(nameKey)),
  });
  const person = { id: 'a', name: 'Zoë  Müller', isSelf: false, isShare: false };
  it.each([
    ['somebody', person, policy('individual'), true],
    ['an excluded person', person, policy('individual', ['a']), false],
    ['somebody left out by name, written otherwise', person, policy('individual', [], ['zoë müller']), false],
    ['somebody left out by name, in a group', person, policy('group', [], ['Zoë Müller']), false],
    ['somebody without a name while one is left out', { ...person, name: '' }, policy('individual', [], ['Zoë']), true],
    ['somebody whose name is waited for', { ...person, id: 'late', name: '' }, policy('individual'), false],
    ['a shared screen', { ...person, isShare: true }, policy('individual'), false],
    ['others in self mode', person, policy('self'), false],
    ['oneself in self mode', { ...person, isSelf: true }, policy('self'), true],
    ['oneself, excluded', { ...person, isSelf: true }, policy('self', ['a']), false],
    ['somebody in a group', person, policy('group'), true],
  ])('%s', (_, subject, rule, may) => expect(mayRead(subject, rule)).toBe(may));
  it('shows no badge in a group', () => {
    expect(maySpeakOfIndividuals(policy('group'))).toBe(false);
    expect(maySpeakOfIndividuals(policy('individual'))).toBe(true);
  });
});

describe('the notice', () => {
  it('is there for everybody who reads others', () => {
    expect([noticeKey('individual'), noticeKey('group'), noticeKey('self')]).toEqual([
      'noticeIndividual',
      'noticeGroup',
      null,
    ]);
  });
});
