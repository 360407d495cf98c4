/**
 * Fuzzes the webhook receiver:
 *
 *     npm run fuzz [-- --deliveries 100000 --seed 1]
 *
 * Prints the seed, which repeats a run. Exit code 1: a mutated delivery was accepted, the receiver crashed, or memory
 * grew.
 */
import { misuse, readFlags } from '../../../../scripts/command-line.ts'
import { fuzz } from './fuzz.ts'

const usage = 'npm run fuzz [-- --deliveries <n> --seed <n> --json]'
const values = readFlags(
  {
    deliveries: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    json: { type: 'boolean', default: false },
  },
  usage,
)
const [deliveries, seed] = [Number(values.deliveries), Number(values.seed)]
for (const [name, value] of Object.entries({ deliveries, seed })) {
  if (Number.isSafeInteger(value) && value >= 1) continue
  misuse(`--${name}: expected a whole number of at least 1, received ${values[name as 'seed']}`, usage)
}

const startedAt = performance.now()
const progress = process.stderr.isTTY && !values.json
const report = await fuzz(deliveries, seed, (done) => {
  if (progress) process.stderr.write(`\r${done} of ${deliveries}`)
})
if (progress) process.stderr.write('\r\u001b[K')
const [early, late] = report.heap.map((bytes) => Math.round(bytes / 1e6)) as [number, number]
const grown = report.heap[1] - report.heap[0] > 20e6

if (values.json) console.log(JSON.stringify(report))
else {
  const seconds = (performance.now() - startedAt) / 1000
  console.log(`${deliveries} deliveries, seed ${seed}, ${seconds.toFixed(1)} s`)
  for (const [reason, count] of Object.entries(report.reasons).toSorted(([, a], [, b]) => b - a))
    console.log(`  ${reason.padEnd(18)}${count}`)
  console.log(`  ${'unchanged'.padEnd(18)}${report.unchanged}`)
  console.log(`heap ${early} MB after the first tenth, ${late} MB after the last${grown ? ': it grows' : ''}`)
  for (const problem of report.wrong.slice(0, 20)) console.log(`✗ ${problem}`)
  console.log(report.wrong.length === 0 ? 'none accepted, none crashed' : `${report.wrong.length} accepted or crashed`)
}
process.exitCode = report.wrong.length > 0 || grown ? 1 : 0
