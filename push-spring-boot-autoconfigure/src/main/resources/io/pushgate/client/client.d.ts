/**
 * Pushgate client: one WebSocket to a Pushgate endpoint that finds its way back by itself.
 *
 * ```js
 * import { connect } from './push/client.js';
 * const push = connect({ token: async () => (await fetch('/token')).text() });
 * push.on('cover.ready', (data) => show(data));
 * ```
 *
 * It reconnects with full jitter, follows the server's close codes, resumes where it stopped, acknowledges what has
 * arrived, shows every message to the handlers once, and notices connections that died in silence. Requests are answered
 * over reconnects, and groups joined again.
 */

/**
 * Creates a client, which connects at once. The same as `new PushClient(url, options)`.
 *
 * In TypeScript it may be told what data comes with which event of which namespace. Then a handler knows its data, and a
 * misspelt event is an error of the compiler:
 *
 * ```ts
 * interface Events {
 *   default: { 'cover.ready': { url: string } };
 *   chat: { say: string; typing: boolean };
 * }
 * const push = connect<Events>();
 * push.on('cover.ready', (cover) => show(cover.url));
 * push.on('say', (line) => append(line.trim()), { namespace: 'chat' });
 * ```
 */
export function connect<E = AnyEvents>(url: string | URL, options?: PushOptions): PushClient<E>;

/**
 * Creates a client of the endpoint whose server served this script: context path and prefix of a proxy are those of the
 * script. A copy of the script from elsewhere, such as a bundle of an application, has to be given the address.
 */
export function connect<E = AnyEvents>(options?: PushOptions): PushClient<E>;

/** Events that are not declared: each may come, with any data. */
export interface AnyEvents {

	[namespace: string]: { [event: string]: any };

}

/** The events of a namespace, and `*` for all of them. */
export type EventOf<E, N> = N extends keyof E ? (keyof E[N] & string) | '*' : never;

/** The data that comes with an event of a namespace. */
export type DataOf<E, N, K> = N extends keyof E ? (K extends keyof E[N] ? E[N][K] : E[N][keyof E[N]]) : never;

/** A client. `E` has the data of each event, by namespace and event, see `connect`. */
export class PushClient<E = AnyEvents> {

	/**
	 * Creates a client, which connects at once; listeners that are added before control returns to the event loop see
	 * every state and message.
	 *
	 * @param url of the endpoint; `http(s)` and `ws(s)` are the same here, and a relative one is resolved against the
	 * location of the page. A query is kept.
	 * @throws {TypeError} where the URL cannot be read
	 */
	constructor(url: string | URL, options?: PushOptions);

	/** Creates a client of the endpoint whose server served this script. */
	constructor(options?: PushOptions);

	/** Where the client is in its life; `onState` tells of changes. */
	readonly state: PushState['state'];

	/** The name of this device (installation, browser, tab), stable over reconnects and reloads of the tab. */
	readonly device: string;

	/**
	 * Calls `handler` for each message with the given event and namespace. A message is shown once, however often
	 * the server repeats it. A handler that throws does not keep the others from being called; see `onError`.
	 * A message that no handler is there for counts as delivered.
	 *
	 * @param event name of the event, or `*` for all events of the namespace
	 * @returns a function that ends the subscription
	 */
	on<K extends EventOf<E, 'default'>>(event: K, handler: Handler<DataOf<E, 'default', K>>): Unsubscribe;
	on<N extends keyof E & string, K extends EventOf<E, N>>(event: K, handler: Handler<DataOf<E, N, K>>, options: { namespace: N }): Unsubscribe;
	/** The same where events are not declared: the data is what the caller says. */
	on<T = any>(event: AnyEvents extends E ? string : never, handler: Handler<T>, options?: NamespaceOptions): Unsubscribe;

	/** Calls `listener` at each change of state. */
	onState(listener: (state: PushState) => unknown): Unsubscribe;

	/**
	 * Calls `listener` where the server could not resume: some messages with the promise to arrive at least once are
	 * gone for good, and the application should load its state afresh. Called after the state `open`.
	 */
	onLost(listener: (loss: PushLoss) => unknown): Unsubscribe;

	/**
	 * Calls `listener` for errors that belong to no call: `error` frames of the server, and what went wrong here.
	 * Without a listener they go to `console.error`, never with a token or the data of a message.
	 */
	onError(listener: (error: PushError) => unknown): Unsubscribe;

	/** Calls `listener` where the user has read something on another device. */
	onRead(listener: (mark: PushRead) => unknown): Unsubscribe;

	/**
	 * Sends a message to the server, without waiting for an answer and without repeating it.
	 *
	 * @param data anything that JSON can express, or bytes
	 * @returns whether it was handed to an open connection, or kept; without `keep`, nothing is kept for later
	 * @throws {TypeError} where `data` cannot be written as JSON
	 */
	send(event: string, data?: unknown, options?: SendOptions): boolean;

	/**
	 * Sends a request to the server and returns its answer. Without a connection it waits for one; what waits is sent in
	 * the order of the calls, before the listeners of the state `open` are called. Where no answer comes within `timeout`,
	 * and after a reconnect, it is sent again with the same id, by which the server handles it once.
	 *
	 * @param data anything that JSON can express, or bytes
	 * @returns what the server answers; bytes are a `Uint8Array`. Rejected with a `PushRequestError`, whose `code` is the
	 * server's (one of the protocol or of the application), or `timeout` (no answer to the last retry, or within 3 minutes: it may have been handled nevertheless), `closed`
	 * (the client is closed), `queue-full` (100 commands wait already), `too-large` (over the server's `maxFrame`)
	 */
	request<T = any>(event: string, data?: unknown, options?: RequestOptions): Promise<T>;

	/**
	 * Tells the user's other devices that the user has read `conversation`. Without a connection the latest mark of each
	 * conversation is kept.
	 *
	 * @returns whether it was sent or kept
	 */
	read(conversation: string, options?: ReadOptions): boolean;

	/**
	 * Joins a group, now or once there is a connection, and again after each reconnect, until `leave` or the state
	 * `closed`. Where the server refuses it later, `onError` tells. Joining twice is joining once.
	 *
	 * @returns settled when the server has answered; rejected as requests are, with `forbidden` above all, or with
	 * `left` by an earlier `leave`
	 */
	join(group: string): Promise<void>;

	/** Leaves a group. Resolved when no message of the group comes any more; rejected as requests are. */
	leave(group: string): Promise<void>;

	/**
	 * The time by the server's clock, in milliseconds since 1970, as near as heartbeats tell: good to compare with `time`
	 * of a message. The clock of this device until the first connection.
	 */
	now(): number;

	/**
	 * Calls the token callback with `fresh: true`, and hands the answer to the server over the open connection. Called
	 * by itself before a token ends whose `expiresIn` is known.
	 *
	 * @returns whether a token was sent; the server refuses a bad one with an error `unauthorized`, see `onError`
	 */
	refreshToken(): Promise<boolean>;

	/** Connects again after the state `closed`, and at once in the state `waiting`. Does nothing otherwise. */
	open(): void;

	/**
	 * Acknowledges what has arrived and closes the connection for good. Handlers stay, for another `open()`; groups and
	 * commands that wait do not.
	 */
	close(): void;

}

/** Handles a message. What it throws, or its promise is rejected with, is told by `onError`. */
export type Handler<T> = (data: T, message: PushMessage<T>) => unknown;

/** Ends a subscription. Calling it twice does no harm. */
export type Unsubscribe = () => void;

export interface NamespaceOptions {

	/** The business line; `default` unless given. */
	namespace?: string;

}

export interface SendOptions extends NamespaceOptions {

	/** Whether to keep the message for the next connection where there is none, in order with requests. */
	keep?: boolean;

}

export interface RequestOptions extends NamespaceOptions {

	/** Milliseconds to wait for an answer before sending again; 10000 unless given. */
	timeout?: number;

	/** How often to send again; 3 unless given. */
	retries?: number;

}

export interface ReadOptions extends NamespaceOptions {

	/** Up to when the user has read, by the server's clock: `time` of the last message that was seen, or now. */
	time?: number;

}

/** What the user has read on another device. */
export interface PushRead {

	namespace: string;

	conversation: string;

	/** Up to when, in milliseconds since 1970 by the server's clock. */
	time: number;

}

export interface PushOptions {

	/**
	 * The bearer token, or a callback that is asked for one before every attempt to connect. Without it the server has
	 * to know the user otherwise, by a cookie for instance.
	 *
	 * The token travels as the subprotocol `bearer.<token>`. One with characters that a subprotocol cannot have
	 * (`/` and `=` of standard Base64, say) travels as the query parameter `token`, which proxies tend to log.
	 * Either way it counts for `maxHandshake`.
	 */
	token?: string | TokenCallback;

	/**
	 * The name of this device. Unless given it is random, and kept for the tab: it survives a reload, and a duplicated
	 * tab gets a name of its own. (A tab that is duplicated while in the background shares its name with the copy.)
	 * Where there is no `sessionStorage` it lives as long as the page or worker.
	 */
	device?: string;

	/**
	 * Delays between attempts: random, between zero and `base` doubled with each failure, but not above `cap`.
	 * The first delay is random too.
	 */
	backoff?: {
		/** Milliseconds, 1000 unless given. */
		base?: number;
		/** Milliseconds, 30000 unless given. */
		cap?: number;
	};

	/** Milliseconds that a connection has to be open before the back-off starts anew; 10000 unless given. */
	stableAfter?: number;

	/** Milliseconds from the start of an attempt (token callback included) to the `welcome`; 10000 unless given. */
	connectTimeout?: number;

	/** Milliseconds to wait for an answer to a ping before the connection counts as dead; 10000 unless given. */
	pongTimeout?: number;

	/** The same after the page woke up or the network came back; 4000 unless given. */
	probeTimeout?: number;

	/**
	 * The most characters that path, query and subprotocols of a handshake may have together; 7168 unless given. Most
	 * servers take 8 KB of headers, of which a browser needs some for its own, and refuse more in a way that a script is not
	 * told. So over it the client does not try, but goes to the state `closed` with 1009, and `onError` tells. Give more where
	 * the server takes more (`server.max-http-request-header-size`).
	 */
	maxHandshake?: number;

	/** The WebSocket class to use, where there is no global one or another is wanted. */
	WebSocket?: new (url: string, protocols: string[]) => WebSocketLike;

	/**
	 * Reads the text of a frame for its `data`, in place of `JSON.parse`, which takes every number for a double: of
	 * 9007199254740993 it makes 9007199254740992. What else is in a frame is read by `JSON.parse` in any case. Either a
	 * library, or, where the browser tells the source of a number:
	 *
	 * ```js
	 * const parse = (text) => JSON.parse(text, (key, value, { source }) =>
	 *   typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value);
	 * ```
	 */
	parse?: (text: string) => any;

	/** Source of jitter: a number from 0 to below 1. `Math.random` unless given. */
	random?: () => number;

}

/**
 * Supplies the token, or nothing to connect without one. An error or rejection counts as a failed attempt. `onError` is
 * told of each of these, with code `token`; a page that connects by a cookie has no use for a callback.
 *
 * @param hint `fresh` says that the last token was refused, may have been refused (it could not
 * be found out why a handshake failed) or is about to expire: a cached one will not do
 */
export type TokenCallback = (hint: { fresh: boolean }) => TokenAnswer | Promise<TokenAnswer>;

export type TokenAnswer = string | null | undefined | {

	token: string;

	/** Seconds that the token is still good for. The client renews it before they are over. */
	expiresIn?: number;

};

/** The part of a WebSocket that the client needs. */
export interface WebSocketLike {

	readonly readyState: number;
	onopen: ((event: any) => any) | null;
	onclose: ((event: any) => any) | null;
	onerror: ((event: any) => any) | null;
	onmessage: ((event: any) => any) | null;
	send(data: string): void;
	close(code?: number, reason?: string): void;

}

export type PushState = ConnectingState | OpenState | WaitingState | ClosedState;

/** An attempt to connect is under way. */
export interface ConnectingState {

	state: 'connecting';

}

/** Connected and welcomed. */
export interface OpenState {

	state: 'open';

	/** Id of the session. Compare as text: it is too long for a number. */
	session: string;

	user: string;

	device: string;

	/** Name of the node that the client is connected to. */
	node: string;

	/**
	 * Whether nothing was lost since the previous connection; `undefined` on the first one. Where `false`, the
	 * listeners of `onLost` are called next.
	 */
	recovered?: boolean;

}

/** Disconnected; the next attempt follows. */
export interface WaitingState {

	state: 'waiting';

	/** Milliseconds to the next attempt. */
	delay: number;

	/** Close code of the connection that ended: the server's, or 1006 where there was none. */
	code?: number;

	reason?: string;

}

/**
 * Disconnected for good: by `close()` (1000), because the server said so, because the token or the URL is too long
 * (1009, see `maxHandshake`), or because the handshake was refused in a way that waiting does not change: 4401 after a
 * second 401 in a row (with a callback: of fresh tokens), 4003 after 403, 1008 after 400 or 404. `open()` connects again.
 */
export interface ClosedState {

	state: 'closed';

	/** Such as 4001 (replaced by a newer session), 4002 (disconnected by the application) or 4003 (forbidden). */
	code: number;

	reason?: string;

}

export interface PushMessage<T = any> {

	/** The same on every repeat. */
	id: string;

	event: string;

	namespace: string;

	/** What was sent: JSON, or a `Uint8Array` where it was bytes. */
	data: T;

	/** When the server accepted it, milliseconds since 1970 by the server's clock. */
	time: number;

	/** Position in the user's log; only where the message is stored and acknowledged. */
	seq?: number;

	/** The group that it was sent to. */
	group?: string;

	/** Position in the group's history, where it keeps one. */
	offset?: number;

	/** Whether the server has sent it before. */
	redelivered?: boolean;

}

/** What the server knows about a loss. */
export interface PushLoss {

	from?: number;

	to?: number;

}

/** What `request`, `join` and `leave` are rejected with. */
export interface PushRequestError extends Error {

	/** One of the protocol or of the client, or one of the application's own, such as `room-full`. */
	code: string;

	/**
	 * What the application says beside it. Where data is not valid, `errors` names the places: `PushDataError`s.
	 */
	data?: any;

}

/** A place of the data that is not valid: an element of `data.errors`. */
export interface PushDataError {

	/** JSON pointer (RFC 6901), such as `/lines/0/text`; empty for all of the data. */
	pointer: string;

	detail: string;

}

export interface PushError {

	/**
	 * Why the server refused a connection: `unauthorized`, `forbidden-origin`, `not-found`, `over-capacity`,
	 * `rate-limited`, `draining`, `not-ready`, `unavailable`, `bad-request`, `error`; `forbidden` where it was not Pushgate
	 * that answered 403; `unreadable` where the page is of another origin and may read no answer: it is not among the allowed
	 * ones, or the server is out of reach. Whether the client goes on says the state that follows. Or else
	 * one of the application's own, one of the protocol (`malformed`, `unsupported`, `unauthorized`, `forbidden`, `too-large`, `rate-limited`,
	 * `no-handler`, `handler-failed`, `timeout`, `unavailable`), or one of this client: `handler` (a handler or
	 * listener of the application threw), `token` (the token callback failed, or gave nothing), `connect` (no WebSocket could be
	 * created). `malformed` and `too-large` are used by both sides.
	 */
	code: string;

	message: string;

	/** What was thrown, where something was. */
	error?: unknown;

	/** What the application says beside an error of its own. */
	data?: any;

}
