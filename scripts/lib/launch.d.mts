// Types of launch.mjs, which is plain JavaScript because it runs before the packages are there.
export function launch(script: string, args: string[]): Promise<number>;
export function callersFolder(): string;
export function fail(sentence: string, code?: number): number;
