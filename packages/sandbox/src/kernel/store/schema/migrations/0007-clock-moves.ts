/** Every process can watch and stop a move of the clock. A move that is not renewed is over: its process died. */
export const clockMoves = `
alter table clock add column move_from bigint;

alter table clock add column move_target bigint;

alter table clock add column move_stops bigint;

alter table clock add column moves_until timestamptz;

alter table clock add column stops bigint not null default 0`
