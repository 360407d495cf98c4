import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Clients } from '../harness/clients.ts'
import { layouts } from '../harness/cores.ts'
import { createIdentity } from '../harness/identity.ts'
import type { Effort } from '../options.ts'
import { table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'
import { createTlsMaterial, trusting } from '../server/tls-material.ts'
import type { SubjectName } from '../subjects/index.ts'
import { compare, comparisonText } from './throughput.ts'

const pair = ['wechatpay-ts', 'wechatpay-node-v3'] as const satisfies SubjectName[]
const SEQUENTIAL_CALLS = 200

/** Counts the TLS handshakes of calls in a row, and compares with the peer that speaks TLS only. */
export async function tls(effort: Effort): Promise<Report> {
  const identity = createIdentity()
  const material = await createTlsMaterial()
  const folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-bench-'))
  try {
    const env = await trusting(material, folder)
    const handshakes: Partial<Record<SubjectName, number>> = {}
    for (const subject of ['wechatpay-ts', 'wechatpay-axios-plugin', 'wechatpay-node-v3'] as const) {
      await using clients = await Clients.start({
        identity,
        layout: layouts()[0]!,
        subjects: [subject],
        tls: material,
        env,
      })
      await clients.ask(subject, { ask: 'repeat', times: SEQUENTIAL_CALLS })
      handshakes[subject] = (await clients.usage()).handshakes
    }
    const comparisons = []
    for (const layout of layouts()) {
      comparisons.push(...(await compare({ identity, layout, subjects: pair, tls: material, env }, [16], effort)))
    }
    const rows = Object.entries(handshakes).map(([name, count]) => [name, String(count)])
    const ours = handshakes['wechatpay-ts']
    return {
      text: [
        table(['', `TLS handshakes of ${SEQUENTIAL_CALLS + 1} calls in a row`], rows),
        ...comparisons.map((comparison) => comparisonText(comparison, 'wechatpay-node-v3')),
        '  wechatpay-node-v3 does not verify answers: it is measured without that work.',
      ].join('\n\n'),
      targets: [{ name: 'TLS handshakes of calls in a row', wanted: '1', measured: String(ours), met: ours === 1 }],
      data: { handshakes, comparisons },
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
