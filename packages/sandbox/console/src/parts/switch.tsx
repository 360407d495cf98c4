interface Props<T extends string> {
  readonly name: string
  /** The meaning of the current choice. */
  readonly note?: string
  readonly value: T
  readonly choices: Readonly<Record<T, string>>
  readonly choose: (value: T) => void
}

/** A control with a few choices, all visible. */
export function Switch<T extends string>({ name, note, value, choices, choose }: Props<T>) {
  return (
    <div class="setting">
      <span class={note === undefined ? 'sr' : undefined}>
        {name}
        {note === undefined ? null : <small>{note}</small>}
      </span>
      <div class="switch" role="group" aria-label={name}>
        {(Object.keys(choices) as T[]).map((choice) => (
          <button type="button" key={choice} aria-pressed={choice === value} onClick={() => choose(choice)}>
            {choices[choice]}
          </button>
        ))}
      </div>
    </div>
  )
}
