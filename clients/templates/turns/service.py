"""The rules of the game. They run beside the server, and nobody else knows the cards.

Two players hold a hidden card each. In turn each keeps his or swaps it for the next of the deck, once; then both are
shown, and the higher wins. Whoever comes third watches, until one of the two has gone and he comes again.

    python3 service.py nats://127.0.0.1:4222
"""

import asyncio
import json
import random
import sys

import nats

TABLE = "table"
ACTIONS = ("keep", "swap", "again")


class Refused(Exception):
    """The rules say no; the text is for the player."""


class Table:
    """Who plays, and what only he may know."""

    def __init__(self):
        self.players = []
        self.conns = {}
        self.deal()

    def deal(self):
        self.deck = random.sample(range(1, 14), 13)
        self.cards = {user: self.deck.pop() for user in self.players}
        self.turns = 0

    def seat(self, user):
        """Whether the user plays. A seat whose player has gone is free."""
        if user in self.players:
            return True
        if len(self.players) == 2:
            self.players = [player for player in self.players if player in self.conns]
        if len(self.players) == 2:
            return False
        self.players.append(user)
        self.deal()
        return True

    def is_over(self):
        return self.turns == 2

    def turn(self):
        """Whose turn it is; empty while nobody's."""
        return self.players[self.turns] if len(self.players) == 2 and not self.is_over() else ""

    def act(self, user, action):
        if action == "again":
            if user not in self.players or not self.is_over():
                raise Refused("the round is not over")
            self.players.reverse()
            return self.deal()
        if user != self.turn():
            raise Refused("it is not your turn")
        if action == "swap":
            self.cards[user] = self.deck.pop()
        self.turns += 1

    def shown(self):
        """What everybody may know: the cards when it is over, and not before."""
        cards = self.cards if self.is_over() else {}
        winner = max(cards, key=cards.get) if cards else ""
        return {"players": self.players, "turn": self.turn(), "cards": cards, "winner": winner}


async def serve(url):
    bus = await nats.connect(url)
    table = Table()

    async def say(subject, kind, text):
        await bus.publish(subject, json.dumps({"view": {"kind": kind, "text": text}}).encode())

    async def tell():
        """A player's card goes to him alone; what everybody may know, to both players and to those who watch."""
        for user, card in table.cards.items():
            await say(f"user.{user}", "card", str(card))
        for realm in ("game", "gametv"):
            await say(f"{realm}.{TABLE}", "table", json.dumps(table.shown()))

    async def let_in(message):
        """A user asks for a realm. Which one does he get?"""
        asked = json.loads(message.data)
        realms = []
        if asked["realm"] == f"game-{TABLE}":
            realms = [asked["realm"] if table.seat(asked["user"]) else f"gametv-{TABLE}"]
        await message.respond(json.dumps({"realms": realms}).encode())

    async def moved(told, is_in):
        """A conn has come into one of our realms, or left it."""
        conns = table.conns.setdefault(told["user"], set())
        (conns.add if is_in else conns.discard)(told["conn"])
        if not conns:
            del table.conns[told["user"]]
        if is_in:
            await tell()

    async def called(message):
        """`ipc.pb.<kind>.<user>`: what clients call, and who comes and goes."""
        kind, told = message.subject.split(".")[-2], json.loads(message.data)
        answer = {}
        if kind in ("joined", "left"):
            await moved(told, kind == "joined")
        elif kind in ACTIONS:
            try:
                table.act(told["user"], kind)
                await tell()
            except Refused as why:
                answer = {"error": {"text": str(why)}}
        if message.reply:
            await message.respond(json.dumps(answer).encode())

    await bus.subscribe("ipc.request.registerRealm", queue="backends", cb=let_in)
    await bus.subscribe("ipc.pb.*.*", queue="backends", cb=called)
    await bus.flush()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1] if len(sys.argv) > 1 else "nats://127.0.0.1:4222"))
