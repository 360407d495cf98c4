import { isDeepStrictEqual } from 'node:util'
import { flows } from './flows.ts'
import { polluted, pollutedElsewhere } from './names.ts'

/** Runs every flow beside every polluted name in its own process, because pollution would break other code too. */
const cases = { ...polluted, ...pollutedElsewhere }
const clean = new Map<string, unknown>()
for (const [name, flow] of Object.entries(flows)) clean.set(name, await flow())

const differences: string[] = []
const abandoned: string[] = []
for (const [option, value] of Object.entries(cases)) {
  const results = await runPolluted(option, value)
  if (process.getActiveResourcesInfo().includes('Timeout')) abandoned.push(option)
  for (const [name, seen] of results) {
    if (isDeepStrictEqual(seen, clean.get(name))) continue
    differences.push(
      `${option} → ${name}: ${seen instanceof Error ? seen.stack : JSON.stringify(seen)}\n   clean ${JSON.stringify(clean.get(name))}`,
    )
  }
}
console.log(JSON.stringify({ names: Object.keys(cases).length, flows: clean.size, differences, abandoned }))

/** All flows beside one name: V8 forgets its optimised code at every change of `Object.prototype`, so there are two. */
async function runPolluted(option: string, value: unknown): Promise<ReadonlyMap<string, unknown>> {
  const seen = new Map<string, unknown>()
  // oxlint-disable-next-line no-extend-native -- the pollution that the test is about
  Object.defineProperty(Object.prototype, option, { value, configurable: true, enumerable: false, writable: true })
  try {
    for (const [name, flow] of Object.entries(flows)) {
      seen.set(name, await flow().catch((error: unknown) => error))
    }
  } finally {
    Reflect.deleteProperty(Object.prototype, option)
  }
  return seen
}
