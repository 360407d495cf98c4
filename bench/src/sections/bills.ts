import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { withFolder } from '../harness/consumer.ts'
import { createIdentity } from '../harness/identity.ts'
import type { Effort } from '../options.ts'
import { number, table } from '../report/table.ts'
import type { Report } from '../report/targets.ts'
import { startBillServer } from '../server/bill-server.ts'
import { createTlsMaterial, trusting } from '../server/tls-material.ts'

const MOST_MEBIBYTES = 150
const MEBIBYTE = 1024 * 1024

/** The program is JavaScript, because Node needs 30 MB to read TypeScript. */
const program = `
  import { WechatPay } from 'wechatpay-ts'
  import { tradeBill } from 'wechatpay-ts/bills'
  const { identity: i, baseUrl, query } = JSON.parse(process.env.BENCH)
  const wxpay = new WechatPay({
    mchid: i.mchid,
    merchant: { privateKey: i.merchantPrivateKey, certificateSerial: i.certificateSerial },
    platform: { publicKeys: { [i.platformKeyId]: i.platformPublicKey } },
    baseUrl,
  })
  const started = performance.now()
  await using bill = await tradeBill(wxpay, { query })
  const downloaded = performance.now()
  let rows = 0
  let total = 0
  for await (const row of bill.rows()) {
    rows++
    total += row.total
  }
  console.log(JSON.stringify({
    bytes: bill.size,
    rows,
    total,
    downloadMs: downloaded - started,
    readMs: performance.now() - downloaded,
    peak: process.resourceUsage().maxRSS * 1024,
  }))
  wxpay.close()`

interface Reading {
  readonly bytes: number
  readonly rows: number
  /** The sum of the orders, in fen. */
  readonly total: number
  readonly downloadMs: number
  readonly readMs: number
  /** Peak memory of the process, in bytes. */
  readonly peak: number
}

/**
 * Downloads one bill compressed, as the SDK requests it, and uncompressed. Each run has its own process, whose memory
 * is that of the SDK and Node alone.
 */
export async function bills(effort: Effort): Promise<Report> {
  return withFolder((folder) => measure(folder, effort))
}

async function measure(folder: string, effort: Effort): Promise<Report> {
  const identity = createIdentity()
  const tls = await createTlsMaterial()
  const trust = await trusting(tls, folder)
  await using server = await startBillServer(identity, effort.billBytes, tls)
  const readings: Record<string, Reading> = {}
  for (const [name, more] of Object.entries({ packed: {}, plain: { tar_type: '' } })) {
    const input = {
      identity,
      baseUrl: `https://localhost:${server.port}`,
      query: { bill_date: '2026-03-01', ...more },
    }
    const reading = await read({ ...trust, BENCH: JSON.stringify(input) })
    if (reading.rows !== server.rows || reading.total !== server.rows * 100)
      throw new Error(`${reading.rows} of ${server.rows} rows were read, ${reading.total} fen in all`)
    readings[name] = reading
  }
  const rows = Object.entries(readings).map(([name, { bytes, rows, downloadMs, readMs, peak }]) => [
    name,
    number(bytes / 1e6),
    number(rows),
    number(downloadMs / 1000),
    number(readMs / 1000),
    number((rows / readMs) * 1000),
    number(peak / MEBIBYTE),
  ])
  const peak = Math.max(...Object.values(readings).map((reading) => reading.peak))
  return {
    text: table(['bill', 'MB', 'rows', 'download and check s', 'read s', 'rows/s', 'peak MiB'], rows),
    targets: [
      {
        name: `memory of a process that reads a bill of ${number(effort.billBytes / 1e6)} MB`,
        wanted: `≤ ${MOST_MEBIBYTES} MiB`,
        measured: `${number(peak / MEBIBYTE)} MiB`,
        met: peak <= MOST_MEBIBYTES * MEBIBYTE,
      },
    ],
    data: readings,
  }
}

async function read(env: Readonly<Record<string, string>>): Promise<Reading> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('../../', import.meta.url),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, [status]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>])
  if (status !== 0) throw new Error(`the process that read the bill ended with ${status}`)
  return JSON.parse(printed) as Reading
}
