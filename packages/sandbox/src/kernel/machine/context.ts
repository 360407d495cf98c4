/** Everything on which a decision depends besides the entity and the command. Policy and ids belong to the product. */
export interface Context<Policy, Ids> {
  /** Virtual instant, ms. */
  readonly now: number
  readonly policy: Policy
  /** Creates the numbers and tokens that WeChat Pay assigns. */
  readonly ids: Ids
}
