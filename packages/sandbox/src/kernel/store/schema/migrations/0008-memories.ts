export const memories = `
create table memories (
  mchid text not null,
  kind text not null,
  number text not null,
  operation text not null,
  said json not null,
  at bigint not null,
  primary key (mchid, kind, number)
)`
