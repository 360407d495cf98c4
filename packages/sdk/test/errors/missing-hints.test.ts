import { expect, test, vi } from 'vitest'
import { ApiError, OutcomeUnknownError, WechatPay } from '../../src/index.ts'
import { SigningServer } from '../helpers/signing-server.ts'

// A deployment that replaces the folder of a running program deletes modules that it has yet to load.
vi.mock('../../src/generated/hints/index.ts', () => {
  throw new Error('ERR_MODULE_NOT_FOUND')
})

test.each([
  ['a refusal', 403, 'NO_AUTH', ApiError],
  ['a call in doubt', 500, 'SYSTEM_ERROR', OutcomeUnknownError],
])('%s is told without the remedies that cannot be loaded', async (_, status, code, kind) => {
  await using server = await SigningServer.start()
  server.next((_request, response) => void response.writeHead(status).end(JSON.stringify({ code, message: '' })))
  const { sync } = new WechatPay(server.options({})).v3.payscore.payafterOrders._out_order_no_
  const json = { appid: 'wx1', service_id: '5', type: 'Order_Paid' as const, detail: { paid_time: '20260301121500' } }
  await expect(sync.post({ out_order_no: 'PB1', json })).rejects.toBeInstanceOf(kind)
})
