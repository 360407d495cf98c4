import type { OrderState } from './api.ts'
import { stateName } from './words.ts'

/** A state as a word and a pie that fills up on the way to payment, so that colour is never the only sign. */
export function StateChip({ state, quiet = false }: { state: OrderState; quiet?: boolean }) {
  return (
    <span class={quiet ? 'chip quiet' : 'chip'} data-state={state}>
      <StatePie state={state} />
      {stateName[state]}
    </span>
  )
}

export function StatePie({ state }: { state: OrderState }) {
  return <i class="pie" data-state={state} aria-hidden="true" />
}
