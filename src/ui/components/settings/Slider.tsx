// A slider over a few values, said in words; it tells of each step while it is dragged and asks for a change once it is let go.
interface Props {
  id: string;
  /** From left to right. */
  values: readonly number[];
  value: number;
  say: (value: number) => string;
  /** What the ends stand for. */
  ends: readonly [string, string];
  disabled: boolean;
  describedBy: string | undefined;
  onDrag: (value: number) => void;
  onChange: (value: number) => void;
}

/** The steps with a value among them that is none of theirs, lest the slider moves it. */
export function stepsWith(steps: readonly number[], ...more: number[]): number[] {
  const falls = (steps[0] ?? 0) > (steps.at(-1) ?? 0);
  const sorted = [...new Set([...steps, ...more])].sort((a, b) => a - b);
  return falls ? sorted.reverse() : sorted;
}

export function Slider({ id, values, value, say, ends, disabled, describedBy, onDrag, onChange }: Props) {
  const at = (input: HTMLInputElement) => values[Number(input.value)] ?? value;
  return (
    <div class="slider">
      <input
        id={id}
        type="range"
        min={0}
        max={values.length - 1}
        value={values.indexOf(value)}
        aria-valuetext={say(value)}
        aria-describedby={describedBy}
        disabled={disabled}
        onInput={({ currentTarget }) => onDrag(at(currentTarget))}
        onChange={({ currentTarget }) => onChange(at(currentTarget))}
      />
      <div class="ends" aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </div>
  );
}
