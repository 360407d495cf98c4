import type { Config } from '../../config/resolve-options.ts'
import { RequestError } from '../../errors/request-error.ts'
import { exchange, hostsOf, redirectTo } from '../execute.ts'
import type { OperationCall, RunQuery } from '../call.ts'
import type { PreparedRequest } from '../prepared-request.ts'
import { refusalOf } from '../answer/refusal.ts'
import type { Result } from '../result.ts'
import { preparedRequest, type SignedRequest } from '../sign.ts'
import { isRefusal, type TransportResponse } from '../../transport/transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { answerV2 } from './answer.ts'
import { ApiV2Key } from '../../v2/api-v2-key.ts'
import { certificateFor } from './client-certificate.ts'
import { buildV2 } from './build-request.ts'

/** Executes a call of APIv2: the same exchange, with its own way to sign, verify and refuse. */
export async function executeV2(call: OperationCall, config: Config, runQuery: RunQuery): Promise<Result<unknown>> {
  const { facts, operation } = call
  const key = keyOf(operation, config)
  const request = await unlessAborted(call, buildV2(call, key, config), false)
  if (facts.redirect) return redirectTo(call, request, config)
  const clientCertificate = await certificateFor(call, hostsOf(call, config)[0], config)
  const sent: SignedRequest = { ...request, clientCertificate }
  const answerOf = async (response: TransportResponse): Promise<Result<unknown>> => {
    if (isRefusal(response)) throw await refusalOf(operation, response, sent.signed, config.clock.now())
    return await answerV2(call, response, key, config)
  }
  return await exchange(call, config, runQuery, {
    request: async () => sent,
    send: (request) => config.transport.send(request),
    answer: (response) => unlessAborted(call, answerOf(response), true),
  })
}

/** Prepares the request that `executeV2` would send. Its signing string omits the key at the end. */
export async function prepareV2(call: OperationCall, config: Config): Promise<PreparedRequest> {
  const request = await unlessAborted(call, buildV2(call, keyOf(call.operation, config), config), false)
  return preparedRequest(call.operation, request, hostsOf(call, config)[0])
}

function keyOf(operation: string, { v2 }: Config): ApiV2Key {
  if (v2.apiKey !== undefined) return new ApiV2Key(v2.apiKey)
  throw new RequestError('apiV2Key', `${operation}: it is signed with the APIv2 key, and the client has none`, {
    hint: {
      zh: '请传入 apiV2Key（商户平台「API 安全」的 APIv2 密钥，与 APIv3 密钥不同）',
      en: 'Give apiV2Key, which is set on the merchant platform under API 安全; it is not the APIv3 key.',
    },
  })
}
