/** Matches the start of a value's part that APIv2 would sign like a field: `&total_fee=`. */
export const FIELD_INSIDE = /&([A-Za-z_][\w.-]*)=/
