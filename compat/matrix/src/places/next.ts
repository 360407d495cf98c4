import type { Place } from '../place.ts'
import { RECEIVED, checksFunction, completeFunction } from '../program.ts'

/**
 * Next.js with the App Router. Its server completes an order in a route of each of its two runtimes, passes the go-live
 * checks there, and receives the notification of the order in another route. Nothing reaches the network.
 */

const RUNTIMES = ['nodejs', 'edge'] as const

/** A route that completes an order and passes the go-live checks. */
function completingRoute(runtime: string): string {
  return `${completeFunction('import', { blocking: false })}
${checksFunction}
export const runtime = '${runtime}'

export async function POST() {
  return new Response(await complete() + ', ' + await check())
}
`
}

/** A route that receives notifications. It reports numbers of orders, as each runtime has a memory of its own. */
function receivingRoute(runtime: string): string {
  return `import { WechatPay } from 'wechatpay-ts'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'

export const runtime = '${runtime}'

const wechatpay = createWebhookHandler({
  keys: { client: WechatPay.fromEnv() },
  store: memoryClaims(),
  on: {
    'PAYSCORE.USER_ACCEPTED': async ({ resource }) => {
      await fetch(process.env.REPORT_TO, { method: 'POST', body: '${runtime} ' + resource.state })
    },
  },
})

export const POST = (request) => wechatpay.fetch(request)
`
}

/**
 * Starts the built server as a merchant of its own, calls its routes, and waits until each has reported a notification.
 */
const start = `import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

const runtimes = ${JSON.stringify(RUNTIMES)}
const notified = new Map(runtimes.map((name) => [name, Promise.withResolvers()]))
const reports = createServer(async (request, response) => {
  const [runtime, state] = (await text(request)).split(' ')
  notified.get(runtime).resolve(state)
  response.end()
})
await new Promise((resolve) => reports.listen(0, '127.0.0.1', resolve))

const control = process.env.WECHATPAY_BASE_URL + '/_sandbox/api'
const { mchid, env } = await (await fetch(control + '/merchants', asJson('POST', {}))).json()

const command = [process.argv[2], 'start', '--port', '0', '--hostname', '127.0.0.1']
const REPORT_TO = 'http://127.0.0.1:' + reports.address().port
const next = spawn(process.execPath, command, { env: { ...process.env, ...env, REPORT_TO } })
const shop = await new Promise((resolve, reject) => {
  let printed = ''
  next.stdout.setEncoding('utf8').on('data', (some) => {
    printed += some
    const [address] = /http:\\/\\/127\\.0\\.0\\.1:\\d+/.exec(printed) ?? []
    if (address && printed.includes('Ready')) resolve(address)
  })
  next.stderr.pipe(process.stderr)
  next.on('exit', () => reject(new Error('next start ended: ' + printed)))
})
try {
  for (const name of runtimes) {
    await fetch(control + '/endpoints?mchid=' + mchid, asJson('PUT', { url: shop + '/' + name + '/notify' }))
    const answer = await fetch(shop + '/' + name, { method: 'POST' })
    if (!answer.ok) throw new Error(name + ' answered with ' + answer.status)
    console.log(name + ': ' + await answer.text() + ', notified of ' + await notified.get(name).promise)
  }
} finally {
  next.removeAllListeners('exit').kill()
  reports.close()
}

function asJson(method, body) {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
`

/** The folder above contains the packages: Turbopack reads no file outside of its root. */
const config = `const root = require('node:path').join(__dirname, '../..')
module.exports = { turbopack: { root }, outputFileTracingRoot: root }
`

const files: Place['files'] = {
  'package.json': '{}',
  'next.config.js': config,
  'start.mjs': start,
  ...Object.fromEntries(
    RUNTIMES.flatMap((runtime) => [
      [`app/${runtime}/route.js`, completingRoute(runtime)],
      [`app/${runtime}/notify/route.js`, receivingRoute(runtime)],
    ]),
  ),
}

const bin = '../../node_modules/next/dist/bin/next'

function builtBy(bundler: string): Place {
  return {
    name: `Next.js 16, ${bundler}`,
    files,
    commands: [
      ['node', bin, 'build', `--${bundler.toLowerCase()}`],
      ['node', 'start.mjs', bin],
    ],
    prints: RUNTIMES.map((name) => `${name}: ${RECEIVED}, notified of USER_ACCEPTED`).join('\n'),
  }
}

export const nextPlaces: readonly Place[] = [builtBy('Turbopack'), builtBy('webpack')]
