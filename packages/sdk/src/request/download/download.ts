import type { CallOptions } from '../call-options.ts'
import { exchange } from '../execute.ts'
import type { CallingClient } from '../perform-call.ts'
import { addressedCall } from './handed-out-address.ts'
import { refusalOf } from '../answer/refusal.ts'
import type { Result } from '../result.ts'
import { signRequest } from '../sign.ts'
import { isRefusal } from '../../transport/transport.ts'

/** Downloads from an address that WeChat Pay gave. */
export async function download(
  client: CallingClient,
  url: unknown,
  given: CallOptions = {},
): Promise<Result<Uint8Array>> {
  const { config } = client
  const { call, built } = await addressedCall(client, 'url', url, given)
  return await exchange(call, config, (query) => client.run(query), {
    request: () => signRequest(built, config, call.facts.unsignedRequest),
    send: (request) => config.transport.send(request),
    async answer(response, { signed }) {
      if (isRefusal(response)) throw await refusalOf(call.operation, response, signed, config.clock.now())
      const { status, headers, body } = response
      return { data: body, status, headers, requestId: headers['request-id'] }
    },
  })
}
