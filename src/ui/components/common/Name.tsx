// A name in an element of its own, laid out by itself whatever stands around it.
import { displayName } from '../../../i18n/isolate.ts';

export function Name({ of, class: name }: { of: string; class?: string }) {
  return <bdi class={name}>{displayName(of)}</bdi>;
}
