-- Games that have ended processes that ran them. Of most games there is no row.

create table hubbub.blame (
    game_id text collate "C" primary key,
    at bigint not null,                         -- the last time
    is_quarantined boolean not null             -- it was too often: nobody runs the game until this row is gone
);

create function hubbub.blame(g text, within bigint) returns text language plpgsql as $$
declare too_often boolean; moment bigint;
begin
    perform 1 from hubbub.game where game_id = g for update;
    if not found then return 'no game'; end if;
    moment := hubbub.now_ms();
    insert into hubbub.blame as before (game_id, at, is_quarantined) values (g, moment, false)
        on conflict (game_id) do update
        set at = moment, is_quarantined = before.is_quarantined or moment < before.at + within
        returning is_quarantined into too_often;
    return case when too_often then 'quarantined' else 'noted' end;
end $$;

create function hubbub.pardon(g text) returns boolean language plpgsql as $$
begin
    perform 1 from hubbub.game where game_id = g for update;
    delete from hubbub.blame where game_id = g;
    return found;
end $$;

create or replace function hubbub.take(
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
    perform 1 from hubbub.blame where game_id = g and is_quarantined;
    if found then answer := 'quarantined'; return; end if;
    if holder <> node and remaining > 0 then answer := 'held'; return; end if;
    term := term + 1;
    update hubbub.game set owner = node, fence = term, lease_until = hubbub.now_ms() + ttl where game_id = g;
    answer := 'taken';
end $$;
