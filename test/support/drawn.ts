// Shapes as an SVG file, so that Node can look at what a page paints on a canvas.
import type { Fill, Shape } from '../../src/ui/practice/shapes.ts';

/** A colour of six or eight digits as SVG's attributes. */
const colour = (name: string, value: string) =>
  `${name}="${value.slice(0, 7)}" ${name}-opacity="${value.length > 7 ? Number.parseInt(value.slice(7), 16) / 255 : 1}"`;

/** @param middle where 0, 0 lies. @param unit pixels. @param ground the colour behind */
export function svgOf(
  shapes: readonly Shape[],
  { width, height, middle, unit, ground }: Record<'width' | 'height' | 'middle' | 'unit', number> & { ground: string },
): string {
  const defs: string[] = [];
  const painted = (name: string, fill: Fill | undefined): string => {
    if (fill === undefined) return `${name}="none"`;
    if (typeof fill === 'string') return colour(name, fill);
    const id = `fill${defs.length}`;
    const [tag, place] =
      'radius' in fill
        ? ['radialGradient', `cx="${fill.centre[0]}" cy="${fill.centre[1]}" r="${fill.radius}"`]
        : ['linearGradient', `x1="${fill.from[0]}" y1="${fill.from[1]}" x2="${fill.to[0]}" y2="${fill.to[1]}"`];
    const stops = fill.stops.map(
      ([at, one]) => `<stop offset="${at}" ${colour('stop', one).replace('stop=', 'stop-color=')}/>`,
    );
    defs.push(`<${tag} id="${id}" gradientUnits="userSpaceOnUse" ${place}>${stops.join('')}</${tag}>`);
    return `${name}="url(#${id})"`;
  };
  const paths = shapes.map(({ path, fill, stroke, width: line = 1, clip, squashed }) => {
    const to = squashed?.to ?? 1;
    const down = (squashed?.about ?? 0) * (1 - to);
    const drawn = `<path d="${path}" ${painted('fill', fill)} ${painted('stroke', stroke)} stroke-width="${line}"
      stroke-linecap="round" stroke-linejoin="round" transform="matrix(1 0 0 ${to} 0 ${down})"/>`;
    if (clip === undefined) return drawn;
    const id = `clip${defs.length}`;
    defs.push(`<clipPath id="${id}"><path d="${clip}"/></clipPath>`);
    return `<g clip-path="url(#${id})">${drawn}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${defs.join('')}</defs>
    <rect width="${width}" height="${height}" fill="${ground}"/>
    <g transform="translate(${width / 2} ${middle}) scale(${unit})">${paths.join('')}</g></svg>`;
}
