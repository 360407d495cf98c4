import type { Change, Decision, TimelineEvent, Work } from '../machine/change.ts'
import type { SingleUnit, UnitOfWork } from '../machine/entities.ts'
import type { EntityKind } from '../machine/entity-kind.ts'
import type { Desk } from '../product.ts'
import { ControlError } from './control-error.ts'

/** A decision about an entity that may read and write with the unit of work. */
type Decide<E, Unit, Event extends TimelineEvent, W extends Work> = (
  entity: E,
  unit: Unit,
) => Decision<E, Event, W> | Promise<Decision<E, Event, W>>

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
  decide: Decide<E, SingleUnit<Policy>, Event, W>,
): Promise<Change<E, Event, W>> {
  return accepted(number, await world.entities.change((unit) => decideIn(unit, kind, mchid, number, unknown, decide)))
}

/** Like {@link changeEntity}, for a decision that locks and saves other entities, too. */
export async function changeWithOthers<E, Policy, Event extends TimelineEvent, W extends Work>(
  { mchid, world }: Pick<Desk<Policy>, 'mchid' | 'world'>,
  kind: EntityKind<E, Policy>,
  number: string,
  unknown: (number: string) => ControlError,
  decide: Decide<E, UnitOfWork<Policy>, Event, W>,
): Promise<Change<E, Event, W>> {
  return accepted(
    number,
    await world.entities.transaction((unit) => decideIn(unit, kind, mchid, number, unknown, decide)),
  )
}

interface Decided<E, Event extends TimelineEvent, W extends Work> {
  readonly decision: Decision<E, Event, W>
  /** The entity's state before the command. */
  readonly state: string
}

async function decideIn<E, Policy, Unit extends SingleUnit<Policy>, Event extends TimelineEvent, W extends Work>(
  unit: Unit,
  kind: EntityKind<E, Policy>,
  mchid: string,
  number: string,
  unknown: (number: string) => ControlError,
  decide: Decide<E, Unit, Event, W>,
): Promise<Decided<E, Event, W>> {
  const entity = await unit.lock(kind, mchid, number)
  if (!entity) throw unknown(number)
  const decision = await decide(entity, unit)
  const change = decision.outcome === 'refused' ? decision.remember : decision
  if (change?.outcome === 'changed') await unit.save(kind, change)
  return { decision, state: kind.row(entity).state }
}

function accepted<E, Event extends TimelineEvent, W extends Work>(
  number: string,
  { decision, state }: Decided<E, Event, W>,
): Change<E, Event, W> {
  if (decision.outcome !== 'refused') return decision
  throw new ControlError(409, decision.code, decision.message, {
    hint: decision.reason ?? `订单 ${number} 现在是 ${state} · the order is ${state}`,
  })
}
