// The name and its mark: ten dots on an arc, people around a table.
import { arcDots } from '../../../theme/arc.ts';

export function Brand({ size }: { size: number }) {
  return (
    <svg class="brand" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      {arcDots(10, { centre: 16, radius: 12.5, sweep: 250 }).map(({ x, y }) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r={2.2} />
      ))}
    </svg>
  );
}
