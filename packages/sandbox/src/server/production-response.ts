import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'

type GivenHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[]

/** Writes header names in production's case, because the official Java SDK looks them up in that case. */
export class ProductionResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  override writeHead(status: number, message?: string | GivenHeaders, headers?: GivenHeaders): this {
    return typeof message === 'string'
      ? super.writeHead(status, message, inProductionCase(headers))
      : super.writeHead(status, inProductionCase(message))
  }
}

/** Web headers are lower case, whatever case they were set in. */
function inProductionCase(headers: GivenHeaders | undefined): GivenHeaders | undefined {
  if (!headers || Array.isArray(headers)) return headers
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [productionCase(name), value]))
}

function productionCase(name: string): string {
  return name === 'request-id' ? 'Request-ID' : name.replace(/(?<![0-9A-Za-z])[a-z]/g, (letter) => letter.toUpperCase())
}
