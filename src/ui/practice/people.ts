// Who is in the practice call. All of them are drawn; nobody is like somebody who lives.
import type { Part } from './acting.ts';
import type { Looks } from './looks.ts';

export interface Person {
  name: string;
  looks: Looks;
  part: Part;
}

/** The last one is oneself. */
export const PEOPLE: readonly Person[] = [
  {
    name: 'Amara',
    part: { looks: { 7: 'happy', 17: 'neutral', 40: 'happy' }, talks: [0.5, 6.5], nods: [30, 37] },
    looks: {
      skin: { base: '#8d5a3c', light: '#b07a56', shade: '#5f3824', lip: '#8a4038' },
      hair: { colour: '#1d1512', light: '#4a3830', style: 'curls' },
      eyes: '#3b2416',
      brow: { colour: '#1c120d', thick: 0.95 },
      clothes: '#e0a63a',
      room: { wall: '#5d7a76', light: '#8fb0a8' },
      shape: { wide: 1, jaw: 0.94, lips: 1.25, nose: 1.15, eyes: 1.1 },
      lashes: 1,
      earrings: '#e8c25a',
      age: 0,
    },
  },
  {
    name: 'Jonas',
    part: { looks: { 8: 'happy', 16: 'neutral', 27: 'angry', 36: 'neutral' }, talks: [37.5, 44] },
    looks: {
      skin: { base: '#e2b393', light: '#f6d6be', shade: '#b07c5e', lip: '#b8695e' },
      hair: { colour: '#8a6138', light: '#b98b58', style: 'short' },
      eyes: '#4f7590',
      brow: { colour: '#5f3f22', thick: 1.05 },
      clothes: '#3f5f86',
      room: { wall: '#8c7f70', light: '#c8bba8' },
      shape: { wide: 1, jaw: 1.06, lips: 0.85, nose: 1.05, eyes: 0.98 },
      lashes: 0.2,
      age: 0.1,
    },
  },
  {
    name: 'Mei',
    part: { looks: { 8: 'happy', 15: 'neutral', 21: 'surprise', 28: 'neutral', 40: 'happy' } },
    looks: {
      skin: { base: '#eac39d', light: '#fbe2c6', shade: '#bd8c66', lip: '#c06a66' },
      hair: { colour: '#17130f', light: '#4a423c', style: 'bob' },
      eyes: '#33221a',
      brow: { colour: '#221812', thick: 0.85 },
      clothes: '#b5524c',
      room: { wall: '#6d7d94', light: '#aebdd0' },
      shape: { wide: 0.98, jaw: 0.9, lips: 1, nose: 0.92, eyes: 0.98 },
      lashes: 0.9,
      age: 0,
    },
  },
  {
    name: 'Ravi',
    part: { looks: { 9: 'happy', 18: 'neutral', 41: 'happy' } },
    looks: {
      skin: { base: '#b57f57', light: '#d5a47c', shade: '#7e5234', lip: '#96554a' },
      hair: { colour: '#1a1512', light: '#463c35', style: 'short' },
      eyes: '#35210f',
      brow: { colour: '#191210', thick: 1.15 },
      clothes: '#44705a',
      room: { wall: '#7c6a86', light: '#b6a5c0' },
      shape: { wide: 0.99, jaw: 1, lips: 1, nose: 1.1, eyes: 1.05 },
      lashes: 0.4,
      beard: '#1d1613',
      age: 0.1,
    },
  },
  {
    name: 'Ingrid',
    part: { looks: { 17: 'sad', 31: 'neutral', 41: 'happy' } },
    looks: {
      skin: { base: '#e6bda3', light: '#f8dccb', shade: '#b78a72', lip: '#b86b68' },
      hair: { colour: '#b9b4ae', light: '#e6e3df', style: 'bun' },
      eyes: '#5b7f7a',
      brow: { colour: '#6e665f', thick: 1 },
      clothes: '#6b5a8e',
      room: { wall: '#8a8f7a', light: '#c3c8ad' },
      shape: { wide: 0.98, jaw: 0.95, lips: 0.85, nose: 1, eyes: 0.95 },
      lashes: 0.6,
      glasses: '#4a3b33',
      age: 0.55,
    },
  },
  {
    name: 'Sofía',
    part: { looks: { 9: 'happy', 18: 'neutral', 24: 'surprise', 31: 'neutral' }, nods: [34, 41] },
    looks: {
      skin: { base: '#d3a27a', light: '#ecc6a2', shade: '#9c6c4a', lip: '#b2564f' },
      hair: { colour: '#4a2a1a', light: '#83553a', style: 'long' },
      eyes: '#5a3a1c',
      brow: { colour: '#3a2115', thick: 0.9 },
      clothes: '#3d8fa5',
      room: { wall: '#96766a', light: '#d0b2a4' },
      shape: { wide: 0.97, jaw: 0.93, lips: 1.1, nose: 0.95, eyes: 1.08 },
      lashes: 1,
      age: 0,
    },
  },
];
