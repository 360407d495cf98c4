/** A field that no written value can fill: WeChat Pay hands it out, and the example has to fetch it first. */
export interface ObtainedField {
  readonly field: string
  /** Id of the query that answers it, under the same name. */
  readonly from: string
}

/** By operation id. */
export const obtainedFields: Readonly<Record<string, ObtainedField>> = {
  payafterOrderComplete: { field: 'finish_ticket', from: 'payafterOrderQuery' },
}
