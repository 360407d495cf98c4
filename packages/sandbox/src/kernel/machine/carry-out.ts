import type { Task } from '../deliver/task.ts'
import type { Decision, TimelineEvent, Work } from './change.ts'
import type { Entities } from './entities.ts'
import type { EntityKind } from './entity-kind.ts'

/**
 * Carries out a task of one entity: it decides, finishes the task, and saves the change, or does nothing if somebody
 * else was first.
 *
 * @param outcomeOf returns a short description of the result, for people
 */
export async function carryOut<E, Policy, Event extends TimelineEvent, W extends Work>(
  task: Task,
  entities: Pick<Entities<Policy>, 'transaction'>,
  kind: EntityKind<E, Policy>,
  decide: (entity: E) => Decision<E, Event, W>,
  outcomeOf: (isChanged: boolean) => string = (isChanged) => (isChanged ? 'done' : 'went on meanwhile'),
): Promise<void> {
  await entities.transaction(async (unit) => {
    const entity = await unit.lock(kind, task.mchid, task.outOrderNo)
    if (!entity) return // the sandbox was reset meanwhile
    const decision = decide(entity)
    const isChanged = decision.outcome === 'changed'
    if ((await unit.finish(task, outcomeOf(isChanged))) && isChanged) await unit.save(kind, decision)
  })
}
