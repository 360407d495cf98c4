/**
 * Runs every subject once per round and starts each round with another subject, so that disturbances of the machine
 * affect all of them alike. The first round is a warm-up and does not count.
 */
export async function interleave<Name extends string, Result>(
  names: readonly Name[],
  rounds: number,
  turn: (name: Name) => Promise<Result>,
): Promise<Record<Name, readonly Result[]>> {
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>
  for (let round = 0; round <= rounds; round++) {
    for (let place = 0; place < names.length; place++) {
      const name = names[(round + place) % names.length]!
      const result = await turn(name)
      if (round > 0) results[name].push(result)
    }
  }
  return results
}
