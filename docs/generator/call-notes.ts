/** A field that no written value can fill: WeChat Pay hands it out, and the example has to fetch it first. */
export interface ObtainedField {
  readonly field: string
  /** Id of the query that answers it, under the same name. */
  readonly from: string
}

interface CallNote {
  readonly obtains?: ObtainedField
  /** Query parameters that have an example, but not beside the others. */
  readonly omits?: readonly string[]
}

/** What the spec's examples do not tell about a call that works, by operation id. */
export const callNotes: Readonly<Record<string, CallNote>> = {
  payafterOrderQuery: { omits: ['query_id'] },
  payafterOrderComplete: { obtains: { field: 'finish_ticket', from: 'payafterOrderQuery' } },
}
