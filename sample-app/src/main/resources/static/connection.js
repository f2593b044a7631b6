import { connect } from '/push/client.js';

const APPLICATION_IS_AWAY = 'unavailable';

async function connection() {
	const response = await fetch('/connection', { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
	if (!response.ok) throw new Error(`The server answered ${response.status}`);
	return response.json();
}

/** To the application itself, or to the gateway in front of it, which wants to see a token. */
export async function connectToPush() {
	const { url, token } = await connection();
	return connect(url, token ? { token: connection } : {});
}

/** Behind a gateway, the application may be away while the connection stays: for as long as it takes to start it again. */
export async function patiently(action, attempts = 30) {
	try {
		return await action();
	} catch (error) {
		if (error.code !== APPLICATION_IS_AWAY || attempts <= 1) throw error;
		await new Promise((resolve) => setTimeout(resolve, 1000));
		return patiently(action, attempts - 1);
	}
}

const STATES = { connecting: 'Connecting', open: 'Live', waiting: 'Reconnecting', closed: 'Disconnected' };

/** The same words on every page: "Live" says that the connection is open, and nothing else. */
export function showState(state) {
	const shown = document.getElementById('state');
	shown.textContent = STATES[state];
	shown.dataset.state = state;
	if (state !== 'open') setStale(true);
}

/** Numbers are of the past while the connection is away, until the next ones have come. */
export function setStale(stale) {
	document.querySelectorAll('.numbers').forEach((numbers) => numbers.classList.toggle('stale', stale));
	document.querySelectorAll('.stale-note').forEach((note) => (note.hidden = !stale));
}
