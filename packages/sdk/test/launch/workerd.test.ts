import { Miniflare } from 'miniflare'
import { expect, onTestFinished, test } from 'vitest'
import { crypto, utf8 } from '../../src/crypto/index.ts'
import type { JsapiLaunch } from '../../src/launch/index.ts'
import { merchantSpki, mchid, SigningServer } from '../helpers/signing-server.ts'
import { workerModules } from '../runtime/worker-modules.ts'

const WORKER = `
import { Merchants } from './src/merchants/index.ts'
import { jsapiLaunch } from './src/launch/index.ts'

export default {
  async fetch(request) {
    const options = await request.json()
    const merchants = new Merchants({ load: async () => options })
    const wxpay = (await merchants.get(options.mchid)).partner('1900000110')
    return Response.json(await jsapiLaunch(wxpay, { appid: 'wx2421b1c4370ec43b', prepay_id: 'wx20' }))
  },
}
`

test('a Worker signs for a page, with the key of a merchant it has loaded', async () => {
  const { merchant, platform } = SigningServer.prototype.options()
  const worker = new Miniflare({ modules: workerModules(WORKER), compatibilityDate: '2026-01-01' })
  onTestFinished(() => worker.dispose())
  const body = JSON.stringify({ mchid, merchant, platform })
  const response = await worker.dispatchFetch('http://shop.test', { method: 'POST', body })
  const launch = (await response.json()) as JsapiLaunch
  const lines = [launch.appId, launch.timeStamp, launch.nonceStr, launch.package].map((line) => `${line}\n`)
  expect(await crypto.verifier(merchantSpki).verify(utf8(lines.join('')), launch.paySign)).toBe(true)
})
