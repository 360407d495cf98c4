import type { Change, Decision, TimelineEvent, Work } from '../machine/change.ts'
import type { SingleUnit } from '../machine/entities.ts'
import type { EntityKind } from '../machine/entity-kind.ts'
import type { Desk } from '../product.ts'
import { ControlError } from './control-error.ts'

/**
 * Makes a decision about an entity for a person's command, and saves the change.
 *
 * @param unknown the error for a missing entity
 * @throws {ControlError} 409 when the decision is a refusal
 */
export async function changeEntity<E, Policy, Event extends TimelineEvent, W extends Work>(
  { mchid, world }: Pick<Desk<Policy>, 'mchid' | 'world'>,
  kind: EntityKind<E, Policy>,
  number: string,
  unknown: (number: string) => ControlError,
  decide: (entity: E, unit: SingleUnit<Policy>) => Decision<E, Event, W> | Promise<Decision<E, Event, W>>,
): Promise<Change<E, Event, W>> {
  const { decision, state } = await world.entities.change(async (unit) => {
    const entity = await unit.lock(kind, mchid, number)
    if (!entity) throw unknown(number)
    const decision = await decide(entity, unit)
    const change = decision.outcome === 'refused' ? decision.remember : decision
    if (change?.outcome === 'changed') await unit.save(kind, change)
    return { decision, state: kind.row(entity).state }
  })
  return requireAccepted(decision, number, state)
}

/**
 * Returns the change that a person's command makes.
 *
 * @param state the entity's state before the command
 * @throws {ControlError} 409 when the decision is a refusal
 */
export function requireAccepted<E, Event extends TimelineEvent, W extends Work>(
  decision: Decision<E, Event, W>,
  number: string,
  state: string,
): Change<E, Event, W> {
  if (decision.outcome !== 'refused') return decision
  throw new ControlError(409, decision.code, decision.message, {
    hint: decision.reason ?? `订单 ${number} 现在是 ${state} · the order is ${state}`,
  })
}
