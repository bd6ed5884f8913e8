"""A game with a secret, behind Hubbub: two players are dealt a hidden card each, and the higher one wins.

Needs `pip install nats-py`. Run it beside a server that was started with `--nats nats://127.0.0.1:4222`:

    python3 server.py nats://127.0.0.1:4222

A player joins `game-NAME` and later calls `show`. Whoever comes third watches: he is let into `gametv-NAME` instead.
"""

import asyncio
import json
import random
import sys

import nats

CARDS = list(range(1, 53))


class Game:
    """Who plays, and what only he may know."""

    def __init__(self):
        self.deck = random.sample(CARDS, len(CARDS))
        self.hands = {}
        self.shown = set()

    def seat(self, user):
        """Whether the user plays: the first two do."""
        if user not in self.hands and len(self.hands) < 2:
            self.hands[user] = self.deck.pop()
        return user in self.hands


async def serve(url):
    bus = await nats.connect(url)
    games = {}

    async def say(subject, kind, text):
        await bus.publish(subject, json.dumps({"view": {"kind": kind, "text": text}}).encode())

    async def let_in(message):
        """A user asks for a realm: which one does he get?"""
        asked = json.loads(message.data)
        kind, _, name = asked["realm"].partition("-")
        realms = []
        if kind == "game":
            plays = games.setdefault(name, Game()).seat(asked["user"])
            realms = [f"game-{name}" if plays else f"gametv-{name}"]
        await message.respond(json.dumps({"realms": realms}).encode())

    async def joined(told):
        """A conn has come into one of our realms. A player is told his card: on his own subject, for nobody else."""
        kind, _, name = told["realm"].partition("-")
        if kind == "game" and name in games:
            await say(f"user.{told['user']}", "card", str(games[name].hands[told["user"]]))

    async def show(told):
        """A player shows his card. Once both have, everybody learns who has won."""
        name, user = told["text"], told["user"]
        game = games.get(name)
        if game is None or user not in game.hands:
            return {"error": {"text": "you have no card in that game"}}
        game.shown.add(user)
        if len(game.shown) == 2:
            winner = max(game.hands, key=game.hands.get)
            for realm in ("game", "gametv"):
                await say(f"{realm}.{name}", "won", winner)
        return {}

    async def called(message):
        """`ipc.pb.<kind>.<user>`: what clients call, and who comes and goes."""
        kind, told = message.subject.split(".")[-2], json.loads(message.data)
        if kind == "joined":
            await joined(told)
        answer = await show(told) if kind == "show" else {}
        if message.reply:
            await message.respond(json.dumps(answer).encode())

    await bus.subscribe("ipc.request.registerRealm", queue="backends", cb=let_in)
    await bus.subscribe("ipc.pb.*.*", queue="backends", cb=called)
    await bus.flush()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1] if len(sys.argv) > 1 else "nats://127.0.0.1:4222"))
