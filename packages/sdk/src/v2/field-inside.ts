/** In a value, the beginning of what APIv2 would sign like a field of its own: `&total_fee=`. */
export const FIELD_INSIDE = /&([A-Za-z_][\w.-]*)=/
