/** A refusal of production: status, code and message as on the wire. */
export interface Refusal {
  readonly outcome: 'refused'
  readonly status: number
  readonly code: string
  readonly message: string
  /** The English message, if production has one. */
  readonly english?: string
  /** The number at the end of `Request-ID` by which support finds the cause. */
  readonly causeCode: number
  readonly detail?: Readonly<Record<string, unknown>>
  /** Details for the control room that the message lacks. They are never sent to the merchant. */
  readonly reason?: string
  /** The refusal in APIv2, where its code or message differs. */
  readonly v2?: RefusalV2
}

/**
 * A refusal in APIv2, which has status 200. If the request was understood, it has a business code and text, otherwise
 * only a sentence.
 */
export type RefusalV2 =
  | { readonly err_code?: string; readonly err_code_des?: string; readonly [field: string]: string | undefined }
  | { readonly return_msg: string; readonly error_code?: string }

const PARAMETER_OUT_OF_RANGE = 268435464

export function paramError(message: string, causeCode: number = PARAMETER_OUT_OF_RANGE): Refusal {
  return { outcome: 'refused', status: 400, code: 'PARAM_ERROR', message, causeCode }
}

export function invalidRequest(message: string, causeCode: number): Refusal {
  return { outcome: 'refused', status: 400, code: 'INVALID_REQUEST', message, causeCode }
}
