// The one control with the accent: a real button, so that keyboard, focus and screen readers come for free.
interface Props {
  label: string;
  checked: boolean;
  disabled?: boolean;
  small?: boolean;
  onChange: (checked: boolean) => void;
}

export function Switch({ label, checked, disabled = false, small = false, onChange }: Props) {
  return (
    <button
      type="button"
      role="switch"
      class={small ? 'switch small' : 'switch'}
      aria-checked={checked}
      aria-label={label}
      disabled={disabled}
      onClick={() => onChange(!checked)}
    >
      <span class="knob" />
    </button>
  );
}
