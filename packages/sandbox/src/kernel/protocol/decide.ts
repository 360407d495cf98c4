import type { Decision, TimelineEvent, Work } from '../machine/change.ts'
import type { EntityKind } from '../machine/entity-kind.ts'
import type { PlayedCall } from './call.ts'
import { Refused } from './refused.ts'

/**
 * Makes a decision about an entity that nobody else can change meanwhile, and saves the change.
 *
 * Read everything else that the decision needs beforehand: the decision may run twice, the second time in a
 * transaction.
 *
 * @param number the merchant's number
 * @throws {Refused} the decision is a refusal
 */
export async function decide<E, Policy, Event extends TimelineEvent, W extends Work>(
  { world, merchant }: PlayedCall<Policy>,
  kind: EntityKind<E, Policy>,
  number: string,
  decideOn: (entity: E | undefined) => Decision<E, Event, W>,
): Promise<E> {
  const decision = await world.entities.change(async (unit) => {
    const decision = decideOn(await unit.lock(kind, merchant.mchid, number))
    const change = decision.outcome === 'refused' ? decision.remember : decision
    if (change?.outcome === 'changed') await unit.save(kind, change)
    return decision
  })
  if (decision.outcome === 'refused') throw new Refused(decision)
  return decision.entity
}
