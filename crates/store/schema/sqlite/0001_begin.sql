-- Times are milliseconds since 1970; ids are names, compared byte by byte. There are no foreign keys: each row beside a
-- game's is written in a transaction that has read the game's.

create table store (
    one integer primary key check (one = 1),
    epoch integer not null,
    -- Set in a copy: whoever opens it to serve begins a new epoch first.
    is_copy integer not null default 0
) strict;

create table game (
    game_id text primary key,
    rules text not null,
    seats text not null,                        -- users by seat, with a space between
    made integer not null,
    owner text,                                 -- a node's id, new at each of its starts
    fence integer not null,
    head integer not null,
    lease_until integer not null default 0,     -- the first moment at which it is over
    wake_at integer,
    ended integer not null
) strict, without rowid;
create index game_by_age on game (made, game_id);
create index game_live on game (rules, made, game_id) where ended = 0;
create index game_due on game (wake_at) where wake_at is not null;

create table seat (
    user_id text not null,
    made integer not null,
    game_id text not null,
    primary key (user_id, made, game_id)
) strict, without rowid;

create table event (
    game_id text not null,
    event_offset integer not null,
    fence integer not null,
    body blob not null,                         -- a sealed entry
    primary key (game_id, event_offset)
) strict, without rowid;

create table command (
    game_id text not null,
    command_id blob not null,
    user_id text,
    acked integer not null,
    primary key (game_id, command_id)
) strict, without rowid;

create table snapshot (
    game_id text primary key,
    event_offset integer not null,
    body blob not null
) strict;

create table cursor (
    consumer text not null,
    game_id text not null,
    event_offset integer not null,
    primary key (consumer, game_id)
) strict, without rowid;

create table note (
    space text not null,
    key blob not null,
    value blob not null,
    until integer,
    primary key (space, key)
) strict, without rowid;
create index note_over on note (until) where until is not null;
