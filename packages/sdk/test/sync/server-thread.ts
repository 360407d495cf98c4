import { parentPort, type MessagePort } from 'node:worker_threads'
import type { WechatPayOptions } from '../../src/index.ts'
import { SigningServer, answer, hangUp, refuse, type Behaviour } from '../helpers/signing-server.ts'

export interface ServedBy {
  readonly options: WechatPayOptions
}

const missing = refuse(
  404,
  { code: 'ORDER_NOT_EXIST', message: '查询单据不存在', detail: { a: 1 } },
  { 'Request-ID': '08AB-271317510' },
)

/** Chooses the behaviour by the order number. Queries after a lost answer find the order. */
const byOrderNumber: Behaviour = (received, response, socket) => {
  const orderNo = /out_order_no=(\w+)|payafter-orders\/(\w+)/.exec(received.target)?.slice(1).find(Boolean)
  if (orderNo === 'missing') return missing(received, response, socket)
  if (orderNo === 'lost' && received.method === 'POST') return hangUp(received, response, socket)
  if (orderNo === 'silent') return undefined
  if (received.target.includes('complaints-v2'))
    return answer({ data: [{ payer_phone: '' }, { payer_phone: 'Y2lwaGVy' }] })(received, response, socket)
  return answer({ out_order_no: orderNo })(received, response, socket)
}

const port = parentPort as MessagePort
const server = await SigningServer.start(byOrderNumber)
port.postMessage({ options: server.options() } satisfies ServedBy)
port.on('message', () => port.postMessage(server.received.map(({ body }) => body.toString())))
