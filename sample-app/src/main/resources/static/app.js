import { connectToPush, patiently, setStale, showState } from '/connection.js';

const MAX_UPLOAD = 10 * 1024 * 1024;
const MAX_COVERS = 20;
const TELL_TYPING = 2000;
const SHOW_TYPING = 4000; // longer, so that it stays while somebody goes on typing

const byId = (id) => document.getElementById(id);
const time = (millis) => new Date(millis).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** All text goes through here, and is never taken for HTML. */
function element(name, properties = {}, ...children) {
	const result = Object.assign(document.createElement(name), properties);
	result.append(...children);
	return result;
}

// --- the server ---

class Problem extends Error {
	constructor(status, detail) {
		super(detail || `The server answered ${status}`);
		this.status = status;
	}
}

/** X-Requested-With keeps the browser from asking for a password by itself. */
function headers() {
	const token = /(?:^|; )XSRF-TOKEN=([^;]+)/.exec(document.cookie)?.[1] ?? '';
	return { 'Accept': 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'X-XSRF-TOKEN': token };
}

function failed(status, body) {
	if (status === 401) signedOut();
	let detail;
	try {
		detail = JSON.parse(body).detail;
	} catch {
		// not a problem of ours: a proxy's page, perhaps
	}
	return new Problem(status, detail);
}

async function request(path, options = {}) {
	const response = await fetch(path, { ...options, headers: { ...headers(), ...options.headers } });
	const body = await response.text();
	if (!response.ok) throw failed(response.status, body);
	return response.headers.get('Content-Type')?.includes('json') ? JSON.parse(body) : undefined;
}

/** By XMLHttpRequest, since fetch tells nothing of the progress. */
function upload(file, onProgress) {
	return new Promise((resolve, reject) => {
		const xhr = new XMLHttpRequest();
		xhr.open('POST', '/covers');
		Object.entries(headers()).forEach(([name, value]) => xhr.setRequestHeader(name, value));
		xhr.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
		xhr.onload = () => (xhr.status === 202 ? resolve(JSON.parse(xhr.response)) : reject(failed(xhr.status, xhr.response)));
		xhr.onerror = () => reject(new Error('The server cannot be reached'));
		const body = new FormData();
		body.append('image', file);
		xhr.send(body);
	});
}

// --- covers ---

const covers = new Map(); // id to { article, grid, filters }

function coverOf(id, name, millis) {
	let cover = covers.get(id);
	if (!cover) {
		const grid = element('div', { className: 'grid' });
		const article = element('article', {}, element('h3', {}, element('b', { textContent: name }), ` ${time(millis)}`), grid);
		cover = { article, grid, millis, filters: new Set() };
		covers.set(id, cover);
		const older = [...covers.values()].filter((other) => other.millis < millis).sort((a, b) => b.millis - a.millis)[0];
		byId('covers').insertBefore(article, older?.article ?? null);
		byId('no-covers').hidden = true;
		const oldest = [...covers].sort(([, a], [, b]) => a.millis - b.millis)[0];
		if (covers.size > MAX_COVERS) {
			oldest[1].article.remove();
			covers.delete(oldest[0]);
		}
	}
	return cover;
}

/** An image may be announced twice: by push, and in the list after a reconnect. */
function showImage({ cover: id, name, filter, url, width, height, millis }, uploaded) {
	const cover = coverOf(id, name, uploaded);
	if (cover.filters.has(filter)) return;
	cover.filters.add(filter);
	const image = element('img', { src: url, alt: `${name}, ${filter}`, width, height, loading: 'lazy' });
	const caption = element('figcaption', {}, filter, element('small', { textContent: `${millis} ms` }));
	const figure = element('figure', {}, element('a', { href: url, target: '_blank', rel: 'noopener' }, image), caption);
	figure.dataset.filter = filter;
	cover.grid.append(figure);
}

function say(id, text, bad = false) {
	byId(id).textContent = text;
	byId(id).classList.toggle('bad', bad);
}

async function uploadCover(file) {
	if (!file) return;
	if (file.size > MAX_UPLOAD) {
		say('upload-message', 'The file is larger than 10 MB', true);
		return;
	}
	const progress = byId('progress');
	byId('image').disabled = true;
	progress.hidden = false;
	progress.value = 0;
	say('upload-message', `Uploading ${file.name}`);
	try {
		await upload(file, (part) => (progress.value = part));
		say('upload-message', 'Uploaded. Each filter appears below as soon as it is ready.');
	} catch (error) {
		say('upload-message', error.message, true);
	} finally {
		progress.hidden = true;
		byId('image').disabled = false;
		byId('upload').reset();
	}
}

byId('image').addEventListener('change', ({ target }) => uploadCover(target.files[0]));
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
	byId('drop').addEventListener(type, (event) => {
		event.preventDefault();
		byId('drop').classList.toggle('over', type === 'dragenter' || type === 'dragover');
		if (type === 'drop') uploadCover(event.dataTransfer.files[0]);
	});
}

// --- comments ---

const comments = new Set();

function showComment({ from, to, text, time: millis }) {
	const key = JSON.stringify([from, to, text, millis]);
	if (comments.has(key)) return;
	comments.add(key);
	const mine = from === me.user;
	const item = element('li', { className: mine ? 'mine' : '' },
		element('small', { textContent: `${mine ? `you to ${to}` : from}, ${time(millis)}` }), text);
	byId('comments').append(item);
	byId('no-comments').hidden = true;
	item.parentElement.scrollTop = item.parentElement.scrollHeight;
}

byId('comment').addEventListener('submit', async (event) => {
	event.preventDefault();
	const body = JSON.stringify({ to: byId('to').value, text: byId('text').value });
	try {
		await request('/comments', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
		byId('text').value = '';
		say('comment-message', '');
	} catch (error) {
		say('comment-message', error.message, true);
	}
});

// --- room ---

let rooms = [];
let room; // the one that this tab is in, if any
let toldTyping = 0;
const typing = new Map(); // name to the timer that forgets it
const unanswered = new Map(); // item of what was said here to the name of its room, until the server answers

/** An icon says it as well as the words, and neither by colour alone. */
const ICONS = { waiting: 'M8 4v4l2.500 1.500M8 1.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13', sent: 'M3 8.500l3.500 3.500L13 4.500', 'not sent': 'M4 4l8 8M12 4l-8 8' };

function setStatus(item, status) {
	const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
	const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	path.setAttribute('d', ICONS[status]);
	icon.setAttribute('viewBox', '0 0 16 16');
	icon.setAttribute('aria-hidden', 'true');
	icon.append(path);
	item.dataset.status = status;
	item.querySelector('.status').replaceChildren(icon, status);
}

function roomComment(from, text, millis) {
	const mine = from === me.user;
	const about = element('small', { textContent: `${mine ? 'you' : from}, ${time(millis)} ` });
	const item = element('li', { className: mine ? 'mine' : '' }, about, text);
	if (mine) about.append(element('span', { className: 'status' }));
	item.dataset.time = millis;
	const later = [...byId('room-comments').children].find((other) => other.dataset.time > millis);
	byId('room-comments').insertBefore(item, later ?? null);
	item.parentElement.scrollTop = item.parentElement.scrollHeight;
	return item;
}

/** A comment replaces the item that waited for it: its place is by the time of the server. A push is told apart by its text. */
function showRoomComment({ id, from, text, time: millis }, waiting) {
	notTyping(from);
	if (byId(id)) return; // seen already: by push, in the list, or as the answer
	const mine = from === me.user;
	const own = waiting ?? [...unanswered.keys()].find((each) => mine && each.isConnected && each.lastChild.data === text);
	own?.remove();
	const item = roomComment(from, text, millis);
	item.id = id;
	if (mine) setStatus(item, 'sent');
}

function showTyping() {
	const names = [...typing.keys()].join(' and ');
	say('typing', names && `${names} ${typing.size > 1 ? 'are' : 'is'} typing…`);
}

function isTyping(name) {
	if (name === me.user) return; // in another tab
	clearTimeout(typing.get(name));
	typing.set(name, setTimeout(() => notTyping(name), SHOW_TYPING));
	showTyping();
}

function notTyping(name) {
	clearTimeout(typing.get(name));
	typing.delete(name);
	showTyping();
}

/**
 * Leave the room that this tab is in, if any, and enter the chosen one. After a reconnect as well: the client has
 * joined again by itself, but the list must not be asked for before this is answered, or something could be missed.
 */
async function enterRoom() {
	const last = room;
	const chosen = rooms.find(({ name }) => name === byId('room').value);
	room = chosen;
	if (last !== chosen) byId('room-comments').replaceChildren(...[...unanswered.keys()].filter((item) => unanswered.get(item) === chosen?.name));
	[...typing.keys()].forEach(notTyping);
	byId('room-form').hidden = !chosen;
	say('room-message', '');
	try {
		if (last) await push.leave(last.group);
		if (!chosen || room !== chosen) return;
		await patiently(() => room === chosen && push.join(chosen.group));
		const said = await request(`/rooms/${encodeURIComponent(chosen.name)}/comments`);
		if (room === chosen) said.forEach((comment) => showRoomComment(comment));
	} catch (error) {
		if (room === chosen && error.code !== 'left') say('room-message', error.message, true);
	}
}

byId('room').addEventListener('change', enterRoom);

byId('room-text').addEventListener('input', () => {
	if (Date.now() - toldTyping < TELL_TYPING) return;
	toldTyping = Date.now();
	push.send('typing', { room: room.name }, { namespace: 'room' });
});

byId('room-form').addEventListener('submit', async (event) => {
	event.preventDefault();
	const text = byId('room-text').value.trim();
	byId('room-text').value = '';
	toldTyping = 0;
	say('room-message', '');
	if (!text) return;
	const said = { room: room.name, text };
	const item = roomComment(me.user, text, Date.now());
	setStatus(item, 'waiting');
	unanswered.set(item, said.room);
	try {
		// Without a connection it waits for one; the server takes it once, however often it is sent
		const answer = await patiently(() => push.request('comment', said, { namespace: 'room' }));
		if (room?.name === said.room) showRoomComment(answer, item);
	} catch (error) {
		setStatus(item, 'not sent');
		byId('room-text').value ||= text;
		say('room-message', error.message, true);
	} finally {
		unanswered.delete(item);
	}
});

// --- numbers ---

// That this tab is connected to: each node tells its own numbers, the application behind a gateway those of the gateway
let node;

function showLive(stats) {
	if (stats.node && stats.node !== node) return;
	setStale(push.state !== 'open');
	for (const name of ['connections', 'users', 'messages']) {
		byId(`live-${name}`).textContent = stats[name].toLocaleString();
	}
}

// --- who, and whether still ---

const others = new BroadcastChannel('cover-filter');
let push;
let me = {};

function notice(text, { link = false, button = false } = {}) {
	byId('notice').hidden = !text;
	byId('notice-text').textContent = text ?? '';
	byId('notice-link').hidden = !link;
	byId('notice-button').hidden = !button;
}

function signedOut() {
	push?.close();
	notice('You are signed out.', { link: true });
}

byId('sign-out').addEventListener('click', async () => {
	push?.close();
	try {
		await request('/logout', { method: 'POST' });
	} catch (error) {
		notice(error.message, { button: true });
		return;
	}
	others.postMessage('signed-out');
	location.assign('/login?out');
});
others.onmessage = () => location.assign('/login?out');
byId('notice-button').addEventListener('click', () => push.open());

/** What happened while nobody was connected is not pushed again: it is asked for. */
async function catchUp() {
	const [list, written, live] = await Promise.all(['/covers', '/comments', '/live'].map((path) => request(path)));
	list.reverse().forEach(({ ready, time: uploaded }) => ready.forEach((image) => showImage(image, uploaded)));
	written.forEach(showComment);
	if (push.state === 'open') showLive(live);
}

function stateChanged({ state, code, ...more }) {
	showState(state);
	if (state === 'open') {
		node = more.node;
		notice();
		catchUp().catch((error) => console.warn('Cannot catch up', error));
		enterRoom();
	} else if (state === 'waiting') {
		// A page is not told why a WebSocket was refused; this shows whether the sign-in has ended
		request('/me').catch(() => {});
	} else if (state === 'closed' && code !== 1000) {
		notice(code === 4001 ? 'Closed here, because you opened too many tabs.' : 'The server closed the connection.', { button: true });
	}
}

me = await request('/me');
byId('user').textContent = me.user;
byId('to').append(...me.others.map((name) => element('option', { textContent: name })));
rooms = await request('/rooms');
byId('room').append(...rooms.map(({ name }) => element('option', { textContent: name })), element('option', { value: '', textContent: 'no room' }));

push = await connectToPush();
push.on('cover.ready', (image, { time: pushed }) => {
	showImage(image, pushed);
	byId('announce').textContent = `${image.name}, ${image.filter}: ready`;
});
push.on('comment.new', (comment, { time: pushed }) => showComment({ time: pushed, ...comment, to: me.user }));
push.on('comment.sent', (comment) => showComment({ ...comment, from: me.user }));
push.on('live.stats', showLive);
push.on('comment', (comment, { id, time: pushed, group }) => {
	if (group === room?.group) showRoomComment({ id, time: pushed, ...comment });
}, { namespace: 'room' });
push.on('typing', ({ from }, { group }) => group === room?.group && isTyping(from), { namespace: 'room' });
push.onState(stateChanged);
