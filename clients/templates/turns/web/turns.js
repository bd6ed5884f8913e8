// Shows the table and hands on what its player does. The rules are the service's: nothing here knows the other card.

import { Client } from './hubbub.js';

// Who a guest is, is kept for this tab alone: two tabs are two players.
const client = new Client('ws://127.0.0.1:8080/ws', { store: sessionStorage });
const [card, status, keep, swap, again] = ['#card', '#status', '#keep', '#swap', '#again'].map((name) => document.querySelector(name));

client.on('view', ({ kind, text, body }) => {
  if (kind === 'card') card.textContent = text;
  else if (kind === 'table') show(body);
});
client.on('error', ({ text }) => (status.textContent = text));
client.on('state', ({ words }) => words && (status.textContent = words));
for (const button of [keep, swap, again]) button.addEventListener('click', () => client.call(button.id));
client.join('game-table');
client.connect();

function show({ players, turn, cards, winner }) {
  const isMine = turn === client.user;
  keep.disabled = swap.disabled = !isMine;
  again.disabled = !winner || !players.includes(client.user);
  if (winner) status.textContent = `${winner === client.user ? 'You win' : 'You do not win'}: ${Object.values(cards).join(' and ')}.`;
  else if (isMine) status.textContent = 'It is your turn.';
  else status.textContent = turn ? 'It is the other one’s turn.' : 'Waiting for another player.';
}
