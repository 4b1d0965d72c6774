// Turns the passes' GLSL into WGSL, word by word. It knows the part of the language that the passes keep to: declarations with one name,
// loops and conditions with braces, no conditional expressions, no assignment to parts of a vector, vectors only with vectors in min, max and clamp.

const TYPES: Record<string, string> = {
  float: 'f32',
  int: 'i32',
  bool: 'bool',
  vec2: 'vec2f',
  vec3: 'vec3f',
  vec4: 'vec4f',
  ivec2: 'vec2i',
  ivec3: 'vec3i',
  mat2x4: 'mat2x4f',
  mat3x4: 'mat3x4f',
  mat4: 'mat4x4f',
};
const TYPE = Object.keys(TYPES).join('|');
const typed = (type: string) => TYPES[type] as string;

/** @returns statements and functions of WGSL; texelFetch(name, …) has become fetch_name(…). */
export function toWgsl(glsl: string): string {
  return (
    glsl
      .replace(
        new RegExp(`^(${TYPE}) (\\w+)\\(((?:(?:${TYPE}) \\w+(?:, )?)*)\\) \\{`, 'gm'),
        (_, type, name, parameters) =>
          `fn ${name}(${parameters.replace(new RegExp(`(${TYPE}) (\\w+)`, 'g'), (_p: string, t: string, n: string) => `${n}: ${typed(t)}`)}) -> ${typed(type)} {`,
      )
      // A type before a name declares it; one before a bracket makes a value.
      .replace(new RegExp(`\\b(${TYPE}) (\\w+)(?= =|;)`, 'g'), (_, type, name) => `var ${name}: ${typed(type)}`)
      .replace(new RegExp(`\\b(${TYPE})\\(`, 'g'), (_, type) => `${typed(type)}(`)
      .replace(/\btexelFetch\((\w+), /g, 'fetch_$1(')
      .replace(/\binversesqrt\(/g, 'inverseSqrt(')
  );
}
