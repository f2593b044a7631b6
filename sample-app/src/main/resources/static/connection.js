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
