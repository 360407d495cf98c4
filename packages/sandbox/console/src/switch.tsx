interface Props<T extends string> {
  readonly name: string
  /** What the present choice means. */
  readonly note?: string
  readonly value: T
  readonly choices: Readonly<Record<T, string>>
  readonly choose: (value: T) => void
}

/** A choice of few, all of them in sight. */
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
