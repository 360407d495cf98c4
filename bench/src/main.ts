import { mkdir, writeFile } from 'node:fs/promises'
import { helpText, readOptions, type Effort, type Options } from './options.ts'
import { machine, machineText } from './report/machine.ts'
import { table } from './report/table.ts'
import type { Report, Target } from './report/targets.ts'
import { bills } from './sections/bills.ts'
import { bundle } from './sections/bundle.ts'
import { coldStart } from './sections/cold-start.ts'
import { consolePage } from './sections/console.ts'
import { editor } from './sections/editor.ts'
import { growth } from './sections/growth.ts'
import { sandbox } from './sections/sandbox.ts'
import { start } from './sections/start.ts'
import { throughput } from './sections/throughput.ts'
import { tls } from './sections/tls.ts'
import { types } from './sections/types.ts'
import { webhooks } from './sections/webhooks.ts'

interface Section {
  readonly about: string
  readonly run: (effort: Effort) => Promise<Report>
}

const sections: Readonly<Record<string, Section>> = {
  throughput: { about: 'completions per second beside the bare minimum, undici, fetch and a peer', run: throughput },
  tls: { about: 'handshakes of calls in a row, and the pair with wechatpay-node-v3', run: tls },
  webhooks: { about: 'notifications verified and decrypted per second, beside both peers', run: webhooks },
  'cold-start': { about: 'a fresh process: import and construct, and up to the first answer', run: coldStart },
  bundle: { about: 'size of the client, minified', run: bundle },
  bills: { about: 'a large bill: downloaded, checked and read, and the memory it takes', run: bills },
  sandbox: { about: 'paid orders on each database, by up to four processes, and where the time goes', run: sandbox },
  growth: { about: 'what payments cost in a sandbox that has 100,000 of them', run: growth },
  start: { about: 'a sandbox, a further merchant, and the first line of npm start', run: start },
  console: { about: 'clicks on the sandbox’s page in a real browser, with few orders and with many', run: consolePage },
  types: { about: 'what a one-file program costs the type checker', run: types },
  editor: { about: 'how long completion takes', run: editor },
}

let options: Options
try {
  options = readOptions(process.argv.slice(2), Object.keys(sections))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(2)
}
if (options.help) {
  console.log(helpText(sections))
  process.exit(0)
}

const began = machine()
const reports: Record<string, Report> = {}
console.log(`${machineText(began)}\n`)
for (const [name, { about, run }] of Object.entries(sections)) {
  if (options.only.length > 0 && !options.only.includes(name)) continue
  console.log(`${name} — ${about}\n`)
  try {
    const report = await run(options.effort)
    reports[name] = report
    console.log(`${report.text}\n`)
  } catch (error) {
    // The results of the other sections are still useful.
    console.error(error)
    process.exitCode = 1
  }
}

const targets = Object.values(reports).flatMap((report) => report.targets)
console.log(`targets\n\n${table(['', 'wanted', 'measured', ''], targets.map(targetRow))}`)
if (options.save) console.log(`\nsaved ${await save()}`)

function targetRow({ name, wanted, measured, met }: Target): readonly string[] {
  return [name, wanted, measured, met === undefined ? '–' : met ? 'met' : 'NOT MET']
}

async function save(): Promise<string> {
  const folder = new URL('../results/', import.meta.url)
  const name = `${new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-')}.json`
  const data = Object.fromEntries(Object.entries(reports).map(([section, report]) => [section, report.data]))
  await mkdir(folder, { recursive: true })
  await writeFile(
    new URL(name, folder),
    `${JSON.stringify({ machine: began, effort: options.effort, targets, ...data }, null, 1)}\n`,
  )
  return `bench/results/${name}`
}
