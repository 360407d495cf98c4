/** Everything a decision depends on besides the entity and the command. Policy and ids are the product's own. */
export interface Context<Policy, Ids> {
  /** Virtual instant, ms. */
  readonly now: number
  readonly policy: Policy
  /** Makes the numbers and tokens that WeChat Pay hands out. */
  readonly ids: Ids
}
