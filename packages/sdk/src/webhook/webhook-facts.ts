/** The facts about a notification that the receiver needs at run time. Generated from the spec. */
export interface WebhookFacts {
  /** The fields that name the merchant or app to which it is addressed, if any. */
  readonly parties?: readonly string[]
  /** Paths of the fields that are encrypted to the merchant certificate: `phone_number`, `list[].value`. */
  readonly decrypt?: readonly string[]
}
