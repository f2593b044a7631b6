// Pushgate client, protocol push.v1.json; documented in client.d.ts. SPDX-License-Identifier: Apache-2.0

const ENDPOINT = '../push'; // the server writes its own
const DEFAULTS = { stableAfter: 10_000, connectTimeout: 10_000, pongTimeout: 10_000, probeTimeout: 4_000, maxHandshake: 7_168, random: Math.random };
const BACKOFF = { base: 1_000, cap: 30_000 };
const { document } = globalThis; // none in workers
const SEEN_IDS = 1_000;
const SEEN_FOR = 600_000;
const ACK_DELAY = 50;
const ACK_COUNT = 50;
const MAX_COMMANDS = 100;
const LIFETIME = 180_000; // of a request: the server knows its id for longer

// A longer delay overflows and fires at once.
const later = (action, delay) => setTimeout(action, Math.min(delay, 2 ** 31 - 1));
const listen = (target, type, listener, signal) => target?.addEventListener?.(type, listener, { signal });
const toBase64 = (bytes) => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const randomName = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('');
const REFUSALS = { 400: 'bad-request', 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 414: 'too-large', 431: 'too-large', 503: 'over-capacity' };
const failure = (code, message, data) => Object.assign(new Error(message), { code, ...(data !== undefined && { data }) });

export const connect = (url, options) => new PushClient(url, options);

export class PushClient {

	#url;
	#options;
	#device;
	#handlers = new Map(); // 'namespace event' to a Set of functions
	#listeners = { state: new Set(), lost: new Set(), read: new Set(), error: new Set() };
	#state = 'closed';
	#watching; // AbortController of the listeners on the page

	#link; // an attempt, then the connection
	#failures = 0; // attempts since the last stable connection
	#rushed; // whether one of them was made without delay
	#fresh = false; // whether the token known is likely to be refused
	#known; // whether there was a welcome
	#denied = 0; // refusals of fresh tokens
	#doubted; // whether an attempt was put off, being offline
	#retry; // { timer, due, ordered } while waiting
	#refresh; // timer of the next token

	#position; // { epoch, seq, sure }: all up to seq has arrived; sure once a message confirmed it
	#ahead = new Set(); // numbers that arrived beyond a gap
	#seen = new Map(); // id to time of arrival, oldest first

	#commands = new Map(); // key to what is still to be sent or answered, oldest first
	#groups = new Map(); // name to { promise, resolve, reject, joined }
	#offset = 0; // of the server's clock
	#roundTrip; // the one by which it was measured

	constructor(url, options = {}) {
		if (Object(url) === url && !url.href) [url, options] = [undefined, url];
		this.#options = { ...DEFAULTS, ...options, backoff: { ...BACKOFF, ...options.backoff } };
		this.#url = new URL(url ?? new URL(ENDPOINT, import.meta.url), globalThis.location?.href);
		this.#url.hash = '';
		this.open();
	}

	get state() { return this.#state; }
	get device() { return this.#device; }

	on(event, handler, { namespace = 'default' } = {}) {
		const key = `${namespace} ${event}`;
		const handlers = this.#handlers.get(key) ?? new Set();
		this.#handlers.set(key, handlers);
		return subscribe(handlers, handler);
	}

	onState(listener) { return subscribe(this.#listeners.state, listener); }
	onLost(listener) { return subscribe(this.#listeners.lost, listener); }
	onRead(listener) { return subscribe(this.#listeners.read, listener); }
	onError(listener) { return subscribe(this.#listeners.error, listener); }

	now() { return Date.now() + this.#offset; }

	send(event, data, { namespace, keep } = {}) {
		const frame = { type: 'send', event, namespace, ...body(data) };
		return keep ? this.#keep(randomName(), { text: JSON.stringify(frame) }) : this.#write(frame);
	}

	request(event, data, { namespace, ...patience } = {}) {
		return this.#ask({ type: 'send', event, namespace, ...body(data) }, patience);
	}

	read(conversation, { time = this.now(), namespace } = {}) {
		const key = `read ${namespace} ${conversation}`;
		const text = JSON.stringify({ type: 'read', namespace, conversation, time: Math.round(time) });
		this.#commands.delete(key);
		return this.#keep(key, { text });
	}

	join(group) {
		let membership = this.#groups.get(group);
		if (!membership) {
			membership = {};
			membership.promise = new Promise((resolve, reject) => Object.assign(membership, { resolve, reject }));
			this.#groups.set(group, membership);
			if (this.#state === 'closed') this.#forget(group, failure('closed', 'The client is closed'));
			else if (this.#isReady()) this.#join(group, membership);
		}
		return membership.promise;
	}

	async leave(group) {
		this.#forget(group, failure('left', 'The group was left before it was joined'));
		// The end of the connection is the end of the membership, too.
		if (this.#isReady()) await this.#ask({ type: 'leave', group }, { bound: true });
	}

	async refreshToken() {
		const link = this.#link;
		this.#fresh = true;
		const token = await this.#token();
		if (!token || link !== this.#link || !this.#write({ type: 'token', token })) return false;
		this.#fresh = false;
		return true;
	}

	open() {
		if (this.#state === 'waiting') {
			this.#connect();
		} else if (this.#state === 'closed') {
			this.#device = this.#options.device ?? claimName();
			this.#failures = 0;
			this.#denied = 0;
			this.#rushed = false;
			this.#state = 'connecting';
			this.#watch();
			this.#retry = { timer: later(() => this.#connect(), 0) }; // listeners can be added first
		}
	}

	close() {
		if (this.#state !== 'closed') this.#stop(1000, 'Closed by the application');
	}

	// --- one connection after the other ---

	async #connect() {
		const { backoff, connectTimeout } = this.#options;
		clearTimeout(this.#retry.timer);
		// Browsers may be wrong about being offline: believed every other time.
		this.#doubted = !this.#doubted && globalThis.navigator?.onLine === false;
		if (this.#doubted) return this.#wait(backoff.cap, { reason: 'Offline' });
		const link = (this.#link = { interval: 25_000, unacked: 0, fresh: this.#fresh });
		link.timer = later(() => this.#ended(link, 1006, 'Connecting took too long'), connectTimeout);
		this.#change({ state: 'connecting' });
		const token = await this.#token();
		if (link !== this.#link) return;
		if (token === false) return this.#ended(link, 1006, 'No token');
		this.#fresh = false;
		try {
			this.#dial(link, token);
		} catch (error) {
			this.#report('connect', error.name); // the message may hold a token
			this.#ended(link, 1006, 'No WebSocket');
		}
	}

	#dial(link, token) {
		const { epoch, seq } = this.#position ?? {};
		const query = { device: this.#device, epoch, seq };
		const protocols = ['push.v1.json'];
		// A subprotocol consists of the token characters of RFC 9110.
		if (/^[\w!#$%&'*+.^`|~-]+$/.test(token)) protocols.push(`bearer.${token}`);
		else query.token = token || undefined;
		const url = new URL(this.#url);
		for (const name in query) if (query[name] !== undefined) url.searchParams.set(name, query[name]);
		url.search = url.search.replaceAll('+', '%20'); // plus is a space in forms only
		const { maxHandshake } = this.#options;
		const size = `${url.pathname}${url.search}${protocols}`.length;
		// Servers refuse it, and scripts are not told.
		if (size > maxHandshake) {
			const reason = `The token and the URL have ${size} characters, over maxHandshake (${maxHandshake}): use a shorter token, `
				+ 'or raise maxHandshake together with what the server takes (server.max-http-request-header-size)';
			this.#report('too-large', reason);
			return this.#stop(1009, reason);
		}
		link.resumes = epoch !== undefined;
		link.asked = Date.now();
		const Socket = this.#options.WebSocket ?? WebSocket;
		const socket = (link.socket = new Socket(url.href.replace(/^http/, 'ws'), protocols));
		socket.onopen = () => (link.opened = true);
		socket.onerror = () => {}; // a close event follows
		socket.onclose = ({ code, reason }) => (link.opened ? this.#ended(link, code, reason) : this.#refused(link, url, !query.token && token));
		socket.onmessage = ({ data }) => link === this.#link && this.#received(link, data);
	}

	/** Scripts are not told why a handshake failed: ask */
	async #refused(link, url, bearer) {
		if (link !== this.#link) return;
		const told = await this.#askWhy(link, url, bearer);
		if (link !== this.#link) return;
		const { status, reason = REFUSALS[status], detail = `Refused with ${status}`, retryAfter } = told;
		link.innocent = status && status !== 401;
		if (link.innocent) this.#denied = 0;
		if (reason && status !== 200) this.#report(reason, detail);
		if (status === 401) {
			if ((link.fresh || typeof this.#options.token !== 'function') && ++this.#denied > 1) return this.#stop(4401, detail);
		} else if (status < 500 && REFUSALS[status] && !(status === 404 && this.#known)) {
			return this.#stop(status === 403 ? 4003 : 1008, detail);
		}
		if (status === 503 && retryAfter > 0) link.goodbye = { code: 1013, reason: detail, retryAfter };
		this.#ended(link, 1006, detail);
	}

	async #askWhy(link, address, bearer) {
		const { location, fetch } = globalThis;
		const url = new URL(address.href.replace(/^ws/, 'http'));
		const own = url.origin === location?.origin;
		if (own) url.search += `${url.search ? '&' : '?'}origin=${encodeURIComponent(url.origin)}`;
		const headers = { accept: 'application/json' };
		if (bearer) headers.authorization = `Bearer ${bearer}`;
		link.asking = new AbortController();
		try {
			const response = await fetch(url, { headers, credentials: 'include', cache: 'no-store', redirect: 'manual', signal: link.asking.signal });
			if (response.type === 'opaqueredirect') return { status: 401, detail: 'Redirected: to sign in?' };
			const { reason, detail, retryAfter } = Object(await response.json().catch(() => {}));
			return { status: response.status, reason, detail, retryAfter };
		} catch {
			return own || !location ? {} : { reason: 'unreadable', detail: `Out of reach, or ${location.origin} is not allowed` };
		}
	}

	#received(link, text) {
		link.inbound = Date.now();
		link.deadline = clearTimeout(link.deadline);
		let frame;
		try {
			frame = Object(JSON.parse(text));
			const { parse } = this.#options;
			if (parse && frame.data !== undefined) frame.data = parse(text).data;
		} catch (error) {
			return this.#report('malformed', 'The server sent a frame that cannot be parsed', error);
		}
		switch (frame.type) {
			case 'welcome': return this.#welcomed(link, frame);
			case 'message': return this.#deliver(link, frame);
			case 'pong':
				this.#setClock(link, frame.time, 0.5);
				return this.#nextPing(link, frame.interval);
			case 'reply': return this.#answered(frame);
			case 'error':
				if (frame.id === undefined) return this.#report(frame.code, frame.message, undefined, frame.data);
				return this.#settle(frame.id, failure(frame.code, frame.message, frame.data));
			case 'read': return this.#emit('read', { namespace: 'default', ...frame });
			case 'goodbye':
				link.goodbye = frame;
				this.#ack(link);
		}
	}

	#welcomed(link, { session, user, device, node, time, heartbeat, maxFrame, position, resume }) {
		clearTimeout(link.timer);
		this.#denied = 0;
		this.#known = true;
		this.#roundTrip = Infinity; // another node, another clock
		this.#setClock(link, time, 0);
		link.since = Date.now();
		link.maxFrame = maxFrame;
		link.replayTo = Math.max(position?.seq ?? 0, resume?.to ?? 0);
		const recovered = link.resumes ? resume?.recovered === true : undefined;
		const lost = recovered === false && { from: resume?.from, to: resume?.to };
		if (position && !recovered) {
			// What is still to be replayed must not count as arrived.
			const seq = lost.from > 0 ? Math.min(position.seq, lost.from - 1) : position.seq;
			this.#position = { epoch: position.epoch, seq };
		}
		this.#ahead.clear();
		this.#nextPing(link, heartbeat?.interval);
		const kept = [...this.#commands];
		for (const [group, membership] of this.#groups) this.#join(group, membership);
		for (const [key, command] of kept) this.#transmit(key, command);
		this.#change({ state: 'open', session, user, device: device ?? this.#device, node, recovered });
		if (lost) this.#emit('lost', lost);
	}

	#ended(link, code, reason) {
		if (link !== this.#link) return;
		const { goodbye, since } = link;
		const { backoff, stableAfter, random, token } = this.#options;
		this.#hangUp();
		if (goodbye && (code === 1005 || code === 1006)) ({ code, reason } = goodbye);
		const family = Math.floor(code / 100);
		if (goodbye?.reconnect === false || family === 40) return this.#stop(code, reason);
		if (since && Date.now() - since >= stableAfter) {
			this.#failures = 0;
			this.#rushed = false;
		}
		// An attempt that never opened may have met a 401.
		this.#fresh ||= family === 44 || !(link.opened || link.innocent);
		const wait = goodbye?.retryAfter > 0 ? goodbye.retryAfter : 0;
		// Where the server says when, it is no failure, and the back-off starts with the next.
		const told = goodbye && (code === 1012 || code === 1013);
		let delay = told ? wait : Math.max(wait, random() * Math.min(backoff.cap, backoff.base * 2 ** this.#failures++));
		if (!this.#rushed && (family === 41 || (family === 44 && typeof token === 'function'))) {
			this.#rushed = true;
			delay = wait;
		}
		if (family === 42) delay = Math.max(delay, 1000);
		this.#wait(delay, { code, reason }, wait || family === 42);
	}

	/** An ordered delay is the server's wish: never cut short. */
	#wait(delay, why, ordered) {
		clearTimeout(this.#retry.timer);
		this.#retry = { timer: later(() => this.#connect(), delay), due: Date.now() + delay, ordered };
		this.#change({ state: 'waiting', delay, ...why });
	}

	#stop(code, reason) {
		this.#hangUp();
		clearTimeout(this.#retry.timer);
		clearTimeout(this.#refresh);
		this.#watching.abort();
		claimed.delete(this.#device);
		this.#state = 'closed';
		const error = failure('closed', reason || `Closed with ${code}`);
		for (const group of [...this.#groups.keys()]) this.#forget(group, error);
		for (const key of [...this.#commands.keys()]) this.#settle(key, error);
		this.#change({ state: 'closed', code, reason });
	}

	#hangUp() {
		const link = this.#link;
		if (!link) return;
		this.#ack(link);
		this.#link = undefined;
		[link.timer, link.ping, link.deadline].forEach(clearTimeout);
		link.asking?.abort();
		link.socket?.close(1000);
		for (const [key, { bound }] of [...this.#commands]) if (bound) this.#settle(key, undefined, LOST);
	}

	#isReady() {
		const { socket, since } = this.#link ?? {};
		return Boolean(since) && socket.readyState === 1;
	}

	#write(frame) {
		return this.#isReady() && this.#writeText(JSON.stringify(frame)) === undefined;
	}

	/** Returns what is wrong, if anything is. */
	#writeText(text, report = true) {
		const { socket, maxFrame } = this.#link;
		if (!(new TextEncoder().encode(text).length > maxFrame)) return void socket.send(text);
		const error = failure('too-large', `A frame may have ${maxFrame} bytes`);
		if (report) this.#report(error.code, error.message);
		return error;
	}

	// --- commands: what is sent once there is a connection, and what is answered ---

	#ask(frame, { timeout = 10_000, retries = 3, bound } = {}) {
		return new Promise((resolve, reject) => {
			const id = randomName();
			const text = JSON.stringify({ ...frame, id });
			const expiry = later(() => this.#settle(id, failure('timeout', 'No answer in time')), LIFETIME);
			this.#keep(id, { text, timeout, left: retries + 1, bound, expiry, resolve, reject });
		});
	}

	#keep(key, command) {
		const full = !command.bound && this.#commands.size >= MAX_COMMANDS;
		this.#commands.set(key, command);
		if (this.#state === 'closed') this.#settle(key, failure('closed', 'The client is closed'));
		else if (full) this.#settle(key, failure('queue-full', `${MAX_COMMANDS} commands are waiting`));
		else return this.#transmit(key, command);
		return false;
	}

	/** Returns whether the command has been sent or is kept. */
	#transmit(key, command) {
		clearTimeout(command.timer);
		if (!this.#isReady()) return true;
		const { text, timeout, reject } = command;
		const error = command.left-- === 0 ? failure('timeout', 'No answer in time') : this.#writeText(text, !reject);
		if (error || !reject) this.#settle(key, error);
		else command.timer = later(() => this.#transmit(key, command), timeout);
		return !error;
	}

	#settle(key, error, answer) {
		const { timer, expiry, resolve, reject } = this.#commands.get(key) ?? {};
		this.#commands.delete(key);
		[timer, expiry].forEach(clearTimeout);
		if (error) reject?.(error);
		else resolve?.(answer);
	}

	#answered({ id, data, dataBase64 }) {
		try {
			this.#settle(id, undefined, dataBase64 === undefined ? data : fromBase64(dataBase64));
		} catch {
			this.#settle(id, failure('malformed', 'The server sent data that is not Base64'));
		}
	}

	/** A membership ends with its connection, so this is done for each. */
	async #join(group, membership) {
		try {
			if ((await this.#ask({ type: 'join', group }, { bound: true })) === LOST) return;
			membership.joined = true;
			membership.resolve();
		} catch (error) {
			if (this.#groups.get(group) !== membership) return;
			if (membership.joined) this.#report(error.code, `Not a member of group ${group} any more`, error);
			this.#forget(group, error);
		}
	}

	#forget(group, error) {
		this.#groups.get(group)?.reject(error);
		this.#groups.delete(group);
	}

	// --- messages ---

	#deliver(link, message) {
		const { id, event, dataBase64, seq } = message;
		message.namespace ??= 'default';
		if (seq > 0 && this.#position) {
			this.#arrived(seq, message.redelivered || seq <= link.replayTo);
			link.ack ??= later(() => this.#ack(link), ACK_DELAY);
			if (++link.unacked >= ACK_COUNT) this.#ack(link);
		}
		try {
			if (dataBase64 !== undefined) message.data = fromBase64(dataBase64);
			if (this.#firstTime(id)) {
				for (const name of new Set([event, '*'])) {
					const handlers = this.#handlers.get(`${message.namespace} ${name}`) ?? [];
					[...handlers].forEach((handler) => this.#call(handler, message.data, message));
				}
			}
		} catch (error) {
			this.#report('malformed', 'The server sent data that is not Base64', error);
		}
	}

	#firstTime(id) {
		const now = Date.now();
		const first = !this.#seen.delete(id);
		if (id !== undefined) this.#seen.set(id, now);
		for (const [old, time] of this.#seen) {
			if (this.#seen.size <= SEEN_IDS && now - time < SEEN_FOR) break;
			this.#seen.delete(old);
		}
		return first;
	}

	#arrived(seq, repeated) {
		const position = this.#position;
		// The welcome may name the end of the log; the replay then starts earlier.
		if (!position.sure && seq <= position.seq) position.seq = seq - 1;
		position.sure = true;
		if (seq <= position.seq) return;
		// What replays and repeats skip never comes. A gap in live messages may be filled: nothing beyond it is acknowledged.
		if (repeated) {
			position.seq = seq;
			this.#ahead.delete(seq);
		} else {
			this.#ahead.add(seq);
		}
		while (this.#ahead.delete(position.seq + 1)) position.seq++;
	}

	#ack(link) {
		link.ack = clearTimeout(link.ack);
		if (link.unacked > 0) this.#write({ type: 'ack', seq: this.#position.seq });
		link.unacked = 0;
	}

	// --- liveness ---

	#nextPing(link, interval) {
		const { pongTimeout, random } = this.#options;
		if (interval > 0) link.interval = interval;
		clearTimeout(link.ping);
		// A little early, so that the server need not ask.
		link.ping = later(() => this.#ping(link, pongTimeout), link.interval * (0.85 + 0.1 * random()));
	}

	#ping(link, patience) {
		link.asked ??= Date.now();
		this.#write({ type: 'ping', time: Date.now() });
		this.#nextPing(link);
		link.deadline ??= later(() => this.#ended(link, 1006, 'No answer to a ping'), patience);
	}

	/** The shorter the way to the server and back, the better the measurement; older ones count less and less. */
	#setClock(link, time, part) {
		const now = Date.now();
		const roundTrip = now - link.asked; // of the first question without an answer
		link.asked = undefined;
		if (time > 0 && roundTrip >= 0 && roundTrip <= this.#roundTrip) {
			this.#roundTrip = roundTrip;
			this.#offset = time - now + roundTrip * part;
		}
		this.#roundTrip = this.#roundTrip * 1.1 + 1;
	}

	/** The page woke up or the network came back: is the connection alive? */
	#wake() {
		const { backoff, random, probeTimeout } = this.#options;
		const link = this.#link;
		if (this.#state === 'open') {
			link.deadline = clearTimeout(link.deadline);
			this.#ping(link, probeTimeout);
		} else if (this.#state === 'waiting' && !this.#retry.ordered) {
			this.#wait(Math.min(random() * backoff.base, this.#retry.due - Date.now()));
		}
	}

	#watch() {
		const { signal } = (this.#watching = new AbortController());
		const wake = () => this.#wake();
		const flush = () => this.#link && this.#ack(this.#link);
		const lively = () => this.#link && Date.now() - this.#link.inbound < this.#link.interval;
		listen(globalThis, 'online', wake, signal);
		listen(globalThis, 'pageshow', ({ persisted }) => persisted && wake(), signal);
		listen(globalThis, 'pagehide', ({ persisted }) => {
			flush();
			if (persisted && this.#link) { // a socket forbids the back-forward cache
				this.#hangUp();
				this.#wait(this.#options.backoff.cap);
			}
		}, signal);
		listen(document, 'visibilitychange', () => (document.hidden ? flush() : lively() || wake()), signal);
	}

	// --- token, listeners ---

	/** Empty where there is none, false where it could not be had. */
	async #token() {
		const { token: source, random } = this.#options;
		try {
			const answer = typeof source === 'function' ? await source({ fresh: this.#fresh }) : source;
			const { token = answer, expiresIn } = Object(answer);
			if (token && typeof token !== 'string') throw new TypeError('No text');
			if (!token && typeof source === 'function') this.#report('token', 'The token callback gave none');
			clearTimeout(this.#refresh);
			if (expiresIn > 0) {
				const renew = () => (this.#state === 'open' ? this.refreshToken() : (this.#fresh = true));
				this.#refresh = later(renew, expiresIn * 1000 * (0.7 + 0.2 * random()));
			}
			return token || '';
		} catch (error) {
			this.#report('token', `The token callback failed: ${error}`, error);
			return false;
		}
	}

	#change(event) {
		this.#state = event.state;
		this.#emit('state', event);
	}

	#emit(kind, event) {
		[...this.#listeners[kind]].forEach((listener) => this.#call(listener, event));
	}

	#call(handler, ...args) {
		const failed = (error) => this.#report('handler', 'A handler of the application failed', error);
		try {
			handler(...args)?.catch?.(failed);
		} catch (error) {
			failed(error);
		}
	}

	#report(code, message, error, data) {
		const listeners = this.#listeners.error;
		if (listeners.size === 0) console.error(`push: ${code}: ${message}`, error ?? '');
		for (const listener of listeners) {
			try {
				listener({ code, message, error, ...(data !== undefined && { data }) });
			} catch (failure) {
				console.error('push: an error listener failed', failure);
			}
		}
	}

}

/** Answer of a command whose connection has ended. */
const LOST = Symbol();

function body(data) {
	const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
	return bytes instanceof Uint8Array ? { dataBase64: toBase64(bytes) } : { data };
}

function subscribe(functions, added) {
	const entry = (...args) => added(...args); // one function may be subscribed twice
	functions.add(entry);
	return () => void functions.delete(entry);
}

// --- names for tabs ---

// sessionStorage keeps a name over a reload, but is copied with a duplicated tab. So the name is in there only
// while the page is away: the copy of a page in use finds none, and makes up its own.
const claimed = new Set();
let names;

function claimName() {
	if (!names) {
		const keep = () => stored((storage) => storage.setItem('push.devices', names));
		const take = () => stored((storage) => [storage['push.devices'], storage.removeItem('push.devices')][0]?.split(','));
		names = take() ?? [];
		listen(globalThis, 'pagehide', keep);
		listen(globalThis, 'pageshow', take);
		listen(document, 'visibilitychange', () => (document.hidden ? keep() : take()));
	}
	let name = names.find((known) => !claimed.has(known));
	if (!name) {
		name = randomName();
		names.push(name);
	}
	claimed.add(name);
	return name;
}

function stored(action) {
	try {
		return action(sessionStorage);
	} catch {
		// no storage, or none allowed: names live as long as the page
	}
}
