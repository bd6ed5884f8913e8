-- Times are milliseconds since 1970, by this server's clock; ids are names, compared byte by byte (collation "C"). There
-- are no foreign keys: each row beside a game's is written in a transaction that has locked or read the game's.
--
-- Functions answer and do not raise, so that many can stand in one transaction. Each locks one game, cursor or note;
-- whoever calls several in a transaction sorts them.

create table hubbub.store (
    one boolean primary key check (one),
    epoch bigint not null
);

create table hubbub.game (
    game_id text collate "C" primary key,
    rules text collate "C" not null,
    seats text not null,                        -- users by seat, with a space between
    made bigint not null,
    owner text,                                 -- a node's id, new at each of its starts
    fence bigint not null,
    head bigint not null,
    lease_until bigint not null default 0,      -- the first moment at which it is over
    wake_at bigint,
    ended boolean not null
) with (fillfactor = 70);
create index game_by_age on hubbub.game (made, game_id);
create index game_live on hubbub.game (rules, made, game_id) where not ended;
create index game_due on hubbub.game (wake_at) where wake_at is not null;

create table hubbub.seat (
    user_id text collate "C" not null,
    made bigint not null,
    game_id text collate "C" not null,
    primary key (user_id, made, game_id)
);

create table hubbub.event (
    game_id text collate "C" not null,
    event_offset bigint not null,
    fence bigint not null,
    body bytea not null,                        -- a sealed entry
    primary key (game_id, event_offset)
);

create table hubbub.command (
    game_id text collate "C" not null,
    command_id bytea not null,
    user_id text,
    acked bigint not null,
    primary key (game_id, command_id)
);

create table hubbub.snapshot (
    game_id text collate "C" primary key,
    event_offset bigint not null,
    body bytea not null
);

create table hubbub.cursor (
    consumer text collate "C" not null,
    game_id text collate "C" not null,
    event_offset bigint not null,
    primary key (consumer, game_id)
);

create table hubbub.note (
    space text collate "C" not null,
    key bytea not null,
    value bytea not null,
    until bigint,
    primary key (space, key)
);
create index note_over on hubbub.note (until) where until is not null;

create function hubbub.now_ms() returns bigint language sql volatile as $$
    select floor(extract(epoch from clock_timestamp()) * 1000)::bigint
$$;

insert into hubbub.store (one, epoch) values (true, hubbub.now_ms());

create function hubbub.make(
    g text, rule text, seated text, c bytea, u text, node text, ttl bigint, bodies bytea[], wake bigint,
    out answer text, out at bigint
) language plpgsql as $$
declare who text; born bigint := hubbub.now_ms();
begin
    at := cardinality(bodies);
    insert into hubbub.game (game_id, rules, seats, made, owner, fence, head, lease_until, wake_at, ended)
        values (g, rule, seated, born, node, 1, at, born + ttl, wake, false) on conflict do nothing;
    if not found then
        select user_id, acked into who, at from hubbub.command where game_id = g and command_id = c;
        answer := case when found and who is not distinct from u then 'known' else 'exists' end;
        return;
    end if;
    insert into hubbub.seat (user_id, made, game_id)
        select distinct sitter, born, g from unnest(string_to_array(seated, ' ')) as sitter where sitter <> '';
    insert into hubbub.event (game_id, event_offset, fence, body)
        select g, i, 1, bodies[i] from generate_subscripts(bodies, 1) as i;
    insert into hubbub.command (game_id, command_id, user_id, acked) values (g, c, u, at);
    answer := 'made';
end $$;

create function hubbub.append(
    g text, first bigint, f bigint, c bytea, u text, bodies bytea[], wake bigint, over boolean,
    out answer text, out at bigint
) language plpgsql as $$
declare h bigint; top bigint; who text;
begin
    select head, fence into h, top from hubbub.game where game_id = g for update;
    if not found then answer := 'no game'; return; end if;
    select user_id, acked into who, at from hubbub.command where game_id = g and command_id = c;
    if found then
        answer := case when who is not distinct from u then 'known' else 'foreign' end;
        return;
    end if;
    if f <> top then answer := 'fenced'; return; end if;
    if first <> h + 1 then answer := 'conflict'; at := h; return; end if;
    insert into hubbub.event (game_id, event_offset, fence, body)
        select g, h + i, f, bodies[i] from generate_subscripts(bodies, 1) as i;
    at := h + cardinality(bodies);
    insert into hubbub.command (game_id, command_id, user_id, acked) values (g, c, u, at);
    update hubbub.game set head = at, wake_at = wake, ended = over where game_id = g;
    answer := 'done';
end $$;

create function hubbub.take(
    g text, node text, ttl bigint,
    out answer text, out term bigint, out last bigint, out rule text, out seated text, out wake bigint,
    out over boolean, out holder text, out remaining bigint, out paused bigint
) language plpgsql as $$
begin
    select fence, head, rules, seats, wake_at, ended, owner, lease_until - hubbub.now_ms(),
            case when lease_until = 0 then 0 else greatest(0, hubbub.now_ms() - lease_until) end
        into term, last, rule, seated, wake, over, holder, remaining, paused
        from hubbub.game where game_id = g for update;
    if not found then answer := 'no game'; return; end if;
    if holder <> node and remaining > 0 then answer := 'held'; return; end if;
    term := term + 1;
    update hubbub.game set owner = node, fence = term, lease_until = hubbub.now_ms() + ttl where game_id = g;
    answer := 'taken';
end $$;

create function hubbub.keep_snapshot(g text, f bigint, place bigint, sealed bytea) returns text language plpgsql as $$
declare h bigint; top bigint;
begin
    select head, fence into h, top from hubbub.game where game_id = g for update;
    if not found then return 'no game'; end if;
    if f <> top then return 'fenced'; end if;
    if place > h then return 'ahead'; end if;
    insert into hubbub.snapshot as kept (game_id, event_offset, body) values (g, place, sealed)
        on conflict (game_id) do update set event_offset = excluded.event_offset, body = excluded.body
        where kept.event_offset <= excluded.event_offset;
    return 'done';
end $$;

-- A cursor at 0 is as one that is not there; it stands there only to be locked.
create function hubbub.advance(who text, g text, come bigint, go bigint, out answer text, out at bigint)
language plpgsql as $$
declare h bigint;
begin
    select head into h from hubbub.game where game_id = g;
    if not found or h < go then answer := 'ahead'; return; end if;
    insert into hubbub.cursor (consumer, game_id, event_offset) values (who, g, 0) on conflict do nothing;
    select event_offset into at from hubbub.cursor where consumer = who and game_id = g for update;
    if at = come then
        update hubbub.cursor set event_offset = go where consumer = who and game_id = g;
        answer := 'done';
    else
        answer := 'elsewhere';
    end if;
end $$;

-- A note that was over in 1970 is as one that is not there; it stands there only to be locked.
create function hubbub.keep(
    kind text, name bytea, whatever boolean, was bytea, new bytea, new_until bigint,
    out kept boolean, out there bytea
) language plpgsql as $$
begin
    delete from hubbub.note where (space, key) in (
        select space, key from hubbub.note where until <= hubbub.now_ms() order by until limit 8
        for update skip locked
    );
    insert into hubbub.note (space, key, value, until) values (kind, name, '', 0) on conflict do nothing;
    select case when until <= hubbub.now_ms() then null else value end into there
        from hubbub.note where space = kind and key = name for update;
    kept := whatever or there is not distinct from was;
    if kept then
        update hubbub.note set value = new, until = new_until where space = kind and key = name;
    else
        delete from hubbub.note where space = kind and key = name and until = 0;
    end if;
end $$;

create function hubbub.forget(kind text, name bytea, whatever boolean, was bytea, out kept boolean, out there bytea)
language plpgsql as $$
begin
    select value into there from hubbub.note
        where space = kind and key = name and (until is null or until > hubbub.now_ms()) for update;
    kept := whatever or there is not distinct from was;
    if kept then
        delete from hubbub.note where space = kind and key = name;
    end if;
end $$;
