import { connectToPush, patiently, setStale, showState } from '/connection.js';

const MINUTES = 5 * 60 * 1000;
const GAP = 5000; // without numbers for longer, the line is broken
const SVG = 'http://www.w3.org/2000/svg';

const byId = (id) => document.getElementById(id);

// That this tab is connected to: each node tells its own numbers, the application behind a gateway those of the gateway
let node;
let course = []; // what was pushed in the last five minutes

function show({ node: from, deliveryP50, deliveryP99, ...counts }) {
	if (from && from !== node) return;
	setStale(push.state !== 'open');
	byId('node').textContent = from
		? `They are of the server process that this page is connected to, called node ${node}; each other node of a cluster has numbers of its own.`
		: 'They are of the gateway that this page is connected to.';
	for (const name in counts) byId(name).textContent = counts[name].toLocaleString();
	// Null where nothing has been delivered yet
	byId('deliveryP50').textContent = deliveryP50 ? `${deliveryP50} ms` : '–';
	byId('deliveryP99').textContent = deliveryP99 ? `${deliveryP99} ms` : '–';
}

/** A line per series; a screen reader is told its range and its end. */
function draw(id, name, series) {
	const chart = byId(id);
	const now = course.at(-1).at;
	const all = series.flatMap(({ points }) => points.map(([, value]) => value));
	const top = Math.max(...all, 1);
	series.forEach(({ points, className }, place) => {
		const line = chart.children[place] ?? chart.appendChild(document.createElementNS(SVG, 'path'));
		line.setAttribute('class', className);
		line.setAttribute('d', points.map(([at, value], index) => {
			const broken = index === 0 || at - points[index - 1][0] > GAP;
			return `${broken ? 'M' : 'L'}${(300 - (now - at) * 300 / MINUTES).toFixed(1)} ${(77 - value * 74 / top).toFixed(1)}`;
		}).join(''));
	});
	const rounded = (value) => value.toLocaleString([], { maximumFractionDigits: 1 });
	chart.nextElementSibling.lastElementChild.textContent = `0 to ${rounded(top)}`;
	const told = series.filter(({ points }) => points.length > 0).map(({ points, label }) => {
		const values = points.map(([, value]) => value);
		return `${label} from ${rounded(Math.min(...values))} to ${rounded(Math.max(...values))}, now ${rounded(values.at(-1))}`;
	});
	chart.setAttribute('aria-label', told.length ? `${name} in the last five minutes: ${told.join('; ')}` : 'No numbers yet');
}

function drawAll() {
	const of = (name) => course.filter((stats) => stats[name] != null).map((stats) => [stats.at, stats[name]]);
	// A server that was started again counts from zero
	const perSecond = course.slice(1).map(({ at, delivered }, index) => [at, Math.max(0, (delivered - course[index].delivered) * 1000 / (at - course[index].at || 1))]);
	draw('connections-chart', 'Connections', [{ points: of('connections'), label: 'connections', className: 'p50' }]);
	draw('delivered-chart', 'Messages delivered', [{ points: perSecond, label: 'per second', className: 'p50' }]);
	draw('delivery-chart', 'Milliseconds of a delivery', [
		{ points: of('deliveryP50'), label: 'p50', className: 'p50' },
		{ points: of('deliveryP99'), label: 'p99', className: 'p99' },
	]);
}

function pushed(stats, { time: at }) {
	if (stats.node && stats.node !== node) return;
	show(stats);
	course = [...course, { ...stats, at }].filter((each) => at - each.at <= MINUTES);
	drawAll();
}

/** For the first look, and to find out whether the user is still signed in. */
async function load() {
	const response = await fetch('/stats', { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
	if (response.status === 401) location.assign('/login');
	const stats = response.ok && (await response.json());
	if (stats && push.state === 'open') show(stats); // a server that stops counts no connection any more
}

const push = await connectToPush();
push.on('stats', pushed);
push.onState(({ state, ...more }) => {
	if (state === 'open') {
		if (more.node !== node) course = []; // of another node
		node = more.node;
	}
	showState(state);
	if (state === 'open' || state === 'waiting') load().catch((error) => console.warn('No numbers', error));
});
patiently(() => push.join('stats')).catch((error) => console.warn('No numbers', error));
