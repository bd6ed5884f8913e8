/**
 * The Hubbub client for browsers and for Node 22 and later (older: pass a WebSocket class). It speaks the JSON dialect.
 *
 *     const client = new Client('ws://127.0.0.1:8080/ws');
 *     client.on('chat', ({ sender, text }) => console.log(sender, text));
 *     client.on('joined', ({ realm }) => client.chat('hello', realm));
 *     client.connect();
 *
 * It comes back when a conn ends, knows who it is, enters its realms again and asks for what it has missed: an app is told
 * each view of a numbered realm once and in order, or of the `gap`. A game:
 *
 *     client.on('view', ({ realm, kind, body }) => show(realm, kind, body));    // `snapshot` first
 *     client.join('game-g1');
 *     await client.command('g1', 'pass');
 *
 * Above the class stand the parts that only decide: `explainClose`, `Comeback`, `Machine`. They know no clock, no luck and
 * no socket; the table of cases that every Hubbub client passes is played on `Machine`.
 */
/** The subprotocol that selects the JSON dialect. */
export declare const SUBPROTOCOL = "hubbub.v1.json";
/** The version of the protocol that this client speaks. */
export declare const VERSION = 1;
/** The realm in which a conn starts that asks for no room. */
export declare const LOBBY = "lobby";
export type Next = 'never' | 'back-off' | 'once' | 'restart' | 'few';
export type Explanation = {
    next: Next;
    words: string;
    /**
     * When the server wants to be asked again, if it said so.
     */
    retrySeconds: number | null;
};
/**
 * Why a conn ended, in words for a person, and what follows from it.
 * @typedef {object} Explanation
 * @property {Next} next
 * @property {string} words
 * @property {number | null} retrySeconds When the server wants to be asked again, if it said so.
 */
/**
 * @param {number} code The code of the close frame; 1006 if none came.
 * @param {string} [reason] `name`, `name; retry=SECONDS` or `name; id=HEX`.
 * @returns {Explanation}
 */
export declare function explainClose(code: number, reason?: string): Explanation;
export type Verdict = {
    /**
     * Why, for a person.
     */
    words: string;
    /**
     * How long to wait before the next try; null: stay away.
     */
    delayMillis: number | null;
};
/**
 * What to do after a close.
 * @typedef {object} Verdict
 * @property {string} words Why, for a person.
 * @property {number | null} delayMillis How long to wait before the next try; null: stay away.
 */
/** Decides whether and when a closed conn comes back: 0.5 s · 2ⁿ ± 50 %, at most 30 s, anew after 60 s of peace. */
export declare class Comeback {
    #private;
    /** @param {number} now Milliseconds of any clock that never goes back. */
    opened(now: number): void;
    /** A person asked to come back: the next wait is a short one again. */
    forget(): void;
    /**
     * @param {number} now
     * @param {number | null} code null: there was no close frame.
     * @param {string} reason
     * @param {number} luck 0 to 1, drawn anew for each close, so that a thousand clients do not return in one instant.
     * @returns {Verdict}
     */
    closed(now: number, code: number | null, reason: string, luck: number): Verdict;
}
export type Place = {
    epoch: number;
    offset: number;
};
export type Limits = {
    messageBytes: number;
    chatChars: number;
    realms: number;
};
export type Told = {
    welcome: {
        id: number;
        user: string;
        guest: string;
        resumed: boolean;
        expires: number;
    };
    closed: {
        code: number | null;
        reason: string;
        comesBackMillis: number | null;
    };
    joined: {
        realm: string;
        place: Place;
        members: number;
    };
    left: {
        realm: string;
    };
    notJoined: {
        realm: string;
    };
    view: {
        realm: string;
        place: Place;
        from: number;
        text: string;
    };
    service: {
        realm: string;
        place: Place;
        kind: string;
        text: string;
        body: string;
    };
    placed: {
        realm: string;
        place: Place;
    };
    unsaid: {
        realm: string;
    };
    gap: {
        realm: string;
        place: Place;
        why: string;
    };
    doubt: {
        realm: string;
    };
    sure: {
        realm: string;
        offset: number;
    };
    presence: {
        realm: string;
        members: number;
    };
    members: {
        realm: string;
        total: number;
        page: [conn: number, user: string][];
        next: number;
    };
    moved: {
        realm: string;
        conn: number;
        user: string;
        isIn: boolean;
    };
    direct: {
        from: number;
        text: string;
        body: string;
    };
    acked: {
        id: string;
        offset: number;
    };
    refused: {
        id: string;
        code: string;
        text: string;
    };
    error: {
        code: string;
        text: string;
    };
    pong: {
        roundTripMillis: number;
        serverTime: number;
    };
};
export type Inputs = {
    connect: {};
    disconnect: {};
    join: {
        realm: string;
    };
    leave: {
        realm: string;
    };
    say: {
        realm: string;
        text: string;
    };
    direct: {
        conn?: number;
        user?: string;
        text: string;
        body?: string;
    };
    who: {
        realm: string;
        after?: number;
        limit?: number;
    };
    call: {
        kind: string;
        text: string;
        body?: string;
    };
    command: {
        game: string;
        id: string;
        expect?: number;
        kind: string;
        text: string;
    };
    token: {
        token: string;
    };
    opened: {};
    heard: Record<string, any>;
    ended: {
        code?: number | null;
        reason?: string;
    };
    ticked: {};
};
export type Input = Partial<Inputs>;
export type Output = {
    connect: {};
} | {
    send: Record<string, any>;
} | {
    hangUp: {};
} | {
    tell: Partial<Told>;
};
export type Membership = {
    /**
     * The last view that the app has seen.
     */
    place: Place;
    state: 'out' | 'asked' | 'in';
    askedAt: number;
    /**
     * Whether the app still wants to be in.
     */
    isWanted: boolean;
    /**
     * Whether the app was told that it is in: what it misses from then on is a gap.
     */
    hasBeenIn: boolean;
    isDoubted: boolean;
    /**
     * How often it was asked for without an answer.
     */
    tries: number;
};
/** A client without a socket: one input in, its consequences out. The same as every other Hubbub client, case by case. */
export declare class Machine {
    #private;
    /** Where every conn starts, and the app with it. */
    home: string;
    /** Who the user is: a login token, or a guest's. Empty: a new guest. */
    token: string;
    /** The secret of the last `welcome`; empty before. */
    session: string;
    /** @param {{ home?: string, name?: string, token?: string }} [settings] */
    constructor({ home, name, token }?: {
        home?: string;
        name?: string;
        token?: string;
    });
    /** Whether what is said in a realm is heard. @param {string} realm */
    isIn(realm: string): boolean;
    /**
     * Takes one input; gives what follows from it, in order.
     * @param {number} now Milliseconds of any clock that never goes back.
     * @param {number} luck 0 to 1, drawn anew each time.
     * @param {Input} input
     * @returns {Output[]}
     */
    handle(now: number, luck: number, input: Input): Output[];
}
export type Events = {
    state: StateChange;
    /**
     * The conn's own id; another one after each reconnect.
     */
    id: {
        id: number;
    };
    /**
     * Who the user is.
     */
    welcome: Welcome;
    /**
     * Never one's own.
     */
    chat: {
        sender: number;
        text: string;
        realm: string;
        place: Place;
    };
    /**
     * What a game or another service says. A game's first view is its `snapshot`.
     */
    view: View;
    /**
     * For this conn alone; `body` is base64.
     */
    direct: {
        sender: number;
        text: string;
        body: string;
    };
    /**
     * In a realm, for the first time or again.
     */
    joined: {
        realm: string;
        members: number;
        place: Place;
    };
    left: {
        realm: string;
    };
    /**
     * Nobody is let in there: no such name, too many realms, or private.
     */
    notJoined: {
        realm: string;
    };
    /**
     * How many are there, this conn included.
     */
    presence: {
        realm: string;
        members: number;
    };
    /**
     * The answer to `who`: ids of conns with their users.
     */
    members: Told['members'];
    /**
     * Somebody came or went, where the server announces that.
     */
    moved: Told['moved'];
    /**
     * What was said here has found its place.
     */
    placed: {
        realm: string;
        place: Place;
    };
    /**
     * What came before this place is lost. A game is shown anew.
     */
    gap: {
        realm: string;
        place: Place;
        why: string;
    };
    /**
     * What is said on other servers may come late.
     */
    doubt: {
        realm: string;
    };
    /**
     * The doubt is over.
     */
    sure: {
        realm: string;
        offset: number;
    };
    /**
     * The server's clock was compared with this one.
     */
    clock: {
        offsetMillis: number;
        roundTripMillis: number;
    };
    /**
     * Something that was sent had no effect.
     */
    error: {
        code: string;
        text: string;
    };
};
export type Welcome = {
    user: string;
    /**
     * For a guest: the token that makes him the same one next time. The client keeps it by itself.
     */
    guest: string;
    /**
     * Whether it is the user's session from before.
     */
    resumed: boolean;
    /**
     * When the login ends, in milliseconds since 1970; 0: never.
     */
    expires: number;
    limits: Limits;
    serverTime: number;
    heartbeat: number;
    version: number;
};
export type View = {
    /**
     * `game-…`, `gametv-…`, `user-…`; empty: for this conn alone.
     */
    realm: string;
    place: Place;
    kind: string;
    /**
     * The text, read as JSON; null if it is none.
     */
    body: any;
    text: string;
    /**
     * In base64.
     */
    bytes: string;
};
export type State = 'connecting' | 'open' | 'waiting' | 'closed';
export type StateChange = {
    state: State;
    /**
     * Why, for a person; empty while all is well.
     */
    words: string;
    /**
     * In `waiting`: how long until the next try.
     */
    delayMillis: number;
    /**
     * Of the close frame, if one ended the conn.
     */
    code: number | null;
};
export type Socket = {
    onopen: ((event: any) => void) | null;
    onmessage: ((event: any) => void) | null;
    onclose: ((event: any) => void) | null;
    onerror: ((event: any) => void) | null;
    bufferedAmount?: number;
    send: (text: string) => void;
    close: (code?: number, reason?: string) => void;
};
export type Store = {
    getItem: (key: string) => string | null;
    setItem: (key: string, value: string) => void;
    removeItem: (key: string) => void;
};
export type Options = {
    /**
     * Where to start: `lobby` (default) or `room-x`.
     */
    realm?: string;
    /**
     * Who this is, for the server's log: at most 64 characters.
     */
    name?: string;
    /**
     * A token of the game's own login service.
     */
    token?: string;
    /**
     * Asked for such a token before the first conn, and whenever one is about to end. It
     * may give a ticket instead, which the game's own service gets by `POST /api/ticket`, so that the page never has the token:
     * a ticket is good once, so it is asked for before every conn.
     */
    login?: () => Promise<string>;
    /**
     * Keeps guests who they are; null: nothing is kept. Default: `localStorage`, if there is one.
     */
    store?: Store | null;
    /**
     * Milliseconds of a clock that never goes back.
     */
    now?: () => number;
    /**
     * For a Node without one.
     */
    WebSocket?: new (url: string, protocols: string) => Socket;
};
/**
 * @typedef {object} Events What `Client.on` tells. `place` is the place in the realm's stream.
 * @property {StateChange} state
 * @property {{ id: number }} id The conn's own id; another one after each reconnect.
 * @property {Welcome} welcome Who the user is.
 * @property {{ sender: number, text: string, realm: string, place: Place }} chat Never one's own.
 * @property {View} view What a game or another service says. A game's first view is its `snapshot`.
 * @property {{ sender: number, text: string, body: string }} direct For this conn alone; `body` is base64.
 * @property {{ realm: string, members: number, place: Place }} joined In a realm, for the first time or again.
 * @property {{ realm: string }} left
 * @property {{ realm: string }} notJoined Nobody is let in there: no such name, too many realms, or private.
 * @property {{ realm: string, members: number }} presence How many are there, this conn included.
 * @property {Told['members']} members The answer to `who`: ids of conns with their users.
 * @property {Told['moved']} moved Somebody came or went, where the server announces that.
 * @property {{ realm: string, place: Place }} placed What was said here has found its place.
 * @property {{ realm: string, place: Place, why: string }} gap What came before this place is lost. A game is shown anew.
 * @property {{ realm: string }} doubt What is said on other servers may come late.
 * @property {{ realm: string, offset: number }} sure The doubt is over.
 * @property {{ offsetMillis: number, roundTripMillis: number }} clock The server's clock was compared with this one.
 * @property {{ code: string, text: string }} error Something that was sent had no effect.
 */
/**
 * @typedef {object} Welcome
 * @property {string} user
 * @property {string} guest For a guest: the token that makes him the same one next time. The client keeps it by itself.
 * @property {boolean} resumed Whether it is the user's session from before.
 * @property {number} expires When the login ends, in milliseconds since 1970; 0: never.
 * @property {Limits} limits
 * @property {number} serverTime
 * @property {number} heartbeat
 * @property {number} version
 */
/**
 * @typedef {object} View
 * @property {string} realm `game-…`, `gametv-…`, `user-…`; empty: for this conn alone.
 * @property {Place} place
 * @property {string} kind
 * @property {any} body The text, read as JSON; null if it is none.
 * @property {string} text
 * @property {string} bytes In base64.
 */
/**
 * `connecting`; `open`: the server has said welcome; `waiting` to try again; `closed` for good, or not yet connected.
 * @typedef {'connecting' | 'open' | 'waiting' | 'closed'} State
 */
/**
 * @typedef {object} StateChange
 * @property {State} state
 * @property {string} words Why, for a person; empty while all is well.
 * @property {number} delayMillis In `waiting`: how long until the next try.
 * @property {number | null} code Of the close frame, if one ended the conn.
 */
/**
 * The part of WebSocket that is used here.
 * @typedef {object} Socket
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 * @property {((event: any) => void) | null} onerror
 * @property {number} [bufferedAmount]
 * @property {(text: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 */
/**
 * Where a guest's token is kept: `localStorage` has this form.
 * @typedef {object} Store
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */
/**
 * @typedef {object} Options
 * @property {string} [realm] Where to start: `lobby` (default) or `room-x`.
 * @property {string} [name] Who this is, for the server's log: at most 64 characters.
 * @property {string} [token] A token of the game's own login service.
 * @property {() => Promise<string>} [login] Asked for such a token before the first conn, and whenever one is about to end. It
 *   may give a ticket instead, which the game's own service gets by `POST /api/ticket`, so that the page never has the token:
 *   a ticket is good once, so it is asked for before every conn.
 * @property {Store | null} [store] Keeps guests who they are; null: nothing is kept. Default: `localStorage`, if there is one.
 * @property {() => number} [now] Milliseconds of a clock that never goes back.
 * @property {new (url: string, protocols: string) => Socket} [WebSocket] For a Node without one.
 */
/** A command that had no effect. `code` is a stable name, `message` a sentence. */
export declare class Refused extends Error {
    code: string;
    /** @param {string} code @param {string} text */
    constructor(code: string, text: string);
}
/** One player's place at a Hubbub server, across as many sockets as it takes. */
export declare class Client {
    #private;
    /** The conn's own id; 0 until the server has said it. */
    id: number;
    /** The user's id; empty until the server has said it. */
    user: string;
    /** @type {State} */
    state: State;
    /** @type {Limits} */
    limits: Limits;
    /** The realms this conn is in, each with the number of its members. @type {Map<string, number>} */
    realms: Map<string, number>;
    /**
     * @param {string | URL} url `ws://host:port/ws`
     * @param {Options} [options]
     */
    constructor(url: string | URL, options?: Options);
    /** The realm that `chat` speaks to and in which the next socket will start. */
    get home(): string;
    /**
     * Calls `listener` for every event of this kind. Returns what ends that.
     * @template {keyof Events} K
     * @param {K} kind
     * @param {(event: Events[K]) => void} listener
     * @returns {() => void}
     */
    on<K extends keyof Events>(kind: K, listener: (event: Events[K]) => void): () => void;
    /** Connects; does not wait any longer if it was waiting to try again. Nothing happens on an open conn. */
    connect(): void;
    /**
     * Leaves for good. Realms, and commands without an answer, are kept for the case that `connect` is called again.
     * @param {number} [code] 1000 or 3000 to 4999; nothing else is allowed to browsers.
     * @param {string} [reason]
     */
    close(code?: number, reason?: string): void;
    /**
     * Says something to everybody else in a realm. False: not in there now, or too long; nothing was sent.
     * @param {string} text At most `limits.chatChars` characters.
     * @param {string} [realm]
     */
    chat(text: string, realm?: string): boolean;
    /**
     * Says something to one conn alone, wherever it is, or to every conn of a user. False: nothing was sent.
     * @param {number | string} to The conn's id, or the user's.
     * @param {string} text For a person.
     * @param {string} [body] For a program, in base64.
     */
    direct(to: number | string, text: string, body?: string): boolean;
    /** Asks who is in a realm, by rising id; answered by `members`. @param {string} realm @param {number} [after] */
    who(realm: string, after?: number): boolean;
    /** Hands something to a service behind the server. @param {string} kind @param {string} [text] @param {string} [body] */
    call(kind: string, text?: string, body?: string): boolean;
    /**
     * Asks something of a game. It happens at most once, and is asked again over every conn to come until the server has
     * answered: resolved once it is kept for good, with the offset of its view; rejected with `Refused` if it had no effect.
     * @param {string} game The game's id, without `game-`.
     * @param {string} kind
     * @param {object} [body] What stands beside the kind.
     * @param {number} [expect] The offset of the last view that was seen: refused as `stale` if more has happened.
     * @returns {Promise<{ offset: number }>}
     */
    command(game: string, kind: string, body?: object, expect?: number): Promise<{
        offset: number;
    }>;
    /** Enters one more realm, after a reconnect too. Answered by `joined` or `notJoined`. @param {string} realm */
    join(realm: string): void;
    /** Answered by `left`. @param {string} realm */
    leave(realm: string): void;
    /** Leaves home for another realm and calls that home. @param {string} realm */
    move(realm: string): void;
    /** A new token of the login service, for this conn and those to come. @param {string} token */
    renew(token: string): void;
    /** Milliseconds since 1970 by the server's clock, as well as is known. */
    serverNow(): number;
}
