-- Games that have ended processes that ran them. Of most games there is no row.

create table blame (
    game_id text primary key,
    at integer not null,                        -- the last time
    is_quarantined integer not null             -- it was too often: nobody runs the game until this row is gone
) strict, without rowid;
