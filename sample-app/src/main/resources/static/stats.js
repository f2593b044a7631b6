import { connectToPush, patiently } from '/connection.js';

const STATES = { connecting: 'Connecting', open: 'Live', waiting: 'Reconnecting', closed: 'Disconnected' };

const byId = (id) => document.getElementById(id);

let node; // that this tab is connected to; each node tells its own numbers, the application behind a gateway the gateway's

function show({ node: from, deliveryP50, deliveryP99, ...counts }) {
	if (from && from !== node) return;
	byId('node').textContent = from ? `node ${node}` : 'at the gateway';
	for (const name in counts) byId(name).textContent = counts[name].toLocaleString();
	// Null where nothing has been delivered yet
	byId('deliveryP50').textContent = deliveryP50 ? `${deliveryP50} ms` : '–';
	byId('deliveryP99').textContent = deliveryP99 ? `${deliveryP99} ms` : '–';
}

/** For the first look, and to find out whether the user is still signed in. */
async function load() {
	const response = await fetch('/stats', { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
	if (response.ok) show(await response.json());
	else if (response.status === 401) location.assign('/login');
}

const push = await connectToPush();
push.on('stats', show);
push.onState(({ state, ...more }) => {
	if (state === 'open') node = more.node;
	byId('state').textContent = STATES[state];
	byId('state').dataset.state = state;
	if (state === 'open' || state === 'waiting') load().catch((error) => console.warn('No numbers', error));
});
patiently(() => push.join('stats')).catch((error) => console.warn('No live numbers', error));
