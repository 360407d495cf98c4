/** A refusal as production gives it: status, code and message as on the wire. */
export interface Refusal {
  readonly outcome: 'refused'
  readonly status: number
  readonly code: string
  readonly message: string
  /** The message in English, where production has one. */
  readonly english?: string
  /** The number at the end of `Request-ID` from which support reads the cause. */
  readonly causeCode: number
  readonly detail?: Readonly<Record<string, unknown>>
}

const PARAMETER_OUT_OF_RANGE = 268435464

export function paramError(message: string, causeCode: number = PARAMETER_OUT_OF_RANGE): Refusal {
  return { outcome: 'refused', status: 400, code: 'PARAM_ERROR', message, causeCode }
}

export function invalidRequest(message: string, causeCode: number): Refusal {
  return { outcome: 'refused', status: 400, code: 'INVALID_REQUEST', message, causeCode }
}
