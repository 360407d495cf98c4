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
  /** What the message leaves out, for the control room; never goes over the wire. */
  readonly reason?: string
  /** What APIv2 says instead, where its code or its words differ. */
  readonly v2?: RefusalV2
}

/**
 * A refusal in the words of APIv2, which gives it under status 200: of a request that was understood the code and the
 * text of the business, of any other no more than a sentence.
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
