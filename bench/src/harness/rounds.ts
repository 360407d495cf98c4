/**
 * Takes turns: every subject once in each round, each round beginning with another, so that whatever the machine does
 * meanwhile falls on all of them alike. The first round warms up and is thrown away.
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
