import type { Change, Decision, TimelineEvent, Work } from '../machine/change.ts'
import type { EntityKind } from '../machine/entity-kind.ts'
import type { Desk } from '../product.ts'
import { ControlError } from './control-error.ts'

/**
 * Lets a machine decide about an entity that a person acts on, and saves what follows.
 *
 * @param unknown what to throw when there is no such entity
 * @throws {ControlError} 409 when the machine refuses
 */
export function changeEntity<E, Policy, Event extends TimelineEvent, W extends Work>(
  { mchid, world }: Desk<Policy>,
  kind: EntityKind<E, Policy>,
  number: string,
  unknown: (number: string) => ControlError,
  decide: (entity: E) => Decision<E, Event, W>,
): Promise<Change<E, Event, W>> {
  return world.entities.transaction(async (unit) => {
    const entity = await unit.lock(kind, mchid, number)
    if (!entity) throw unknown(number)
    const decision = decide(entity)
    if (decision.outcome === 'refused') {
      throw new ControlError(409, decision.code, decision.message, {
        hint: `订单 ${number} 现在是 ${kind.row(entity).state} · the order is ${kind.row(entity).state}`,
      })
    }
    if (decision.outcome === 'changed') await unit.save(kind, decision)
    return decision
  })
}
