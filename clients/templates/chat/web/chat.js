import { Client } from './hubbub.js';

const client = new Client('ws://127.0.0.1:8080/ws', { realm: 'room-kitchen' });
const [state, log, form, box] = ['#state', '#log', '#say', '#text'].map((name) => document.querySelector(name));

/** What players write is text, and never HTML. */
function show(who, text) {
  const line = document.createElement('li');
  line.textContent = `${who}: ${text}`;
  log.append(line);
  line.scrollIntoView();
}

const count = ({ members }) => (state.textContent = members > 1 ? `${members - 1} more here.` : 'Nobody else is here yet.');
client.on('joined', count);
client.on('presence', count);
client.on('state', ({ words }) => words && (state.textContent = words));
client.on('chat', ({ sender, text }) => show(`Player ${sender}`, text));

form.addEventListener('submit', (event) => {
  event.preventDefault();
  // Nobody hears himself: a line that was sent is shown here.
  if (!box.value || !client.chat(box.value)) return;
  show('You', box.value);
  box.value = '';
});

client.connect();
