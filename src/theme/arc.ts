// The mark: ten dots on an arc that opens downwards, people around a table seen from above.

interface Arc {
  centre: number;
  radius: number;
  /** Degrees from the first dot to the last. */
  sweep: number;
}

/** `count` places from left to right. */
export function arcDots(count: number, { centre, radius, sweep }: Arc): { x: number; y: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = ((-90 - sweep / 2 + (sweep * i) / (count - 1)) * Math.PI) / 180;
    const round = (value: number) => Math.round(value * 1000) / 1000;
    return { x: round(centre + radius * Math.cos(angle)), y: round(centre + radius * Math.sin(angle)) };
  });
}
