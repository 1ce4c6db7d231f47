// Seconds, visits and pages as their views tell them, and how the job gets on.

const SHOWN = 300;
const BEHIND = 3;
const seconds = new Map();
const visits = new Map();
const pages = new Map();
const looks = new Map();
const plots = new Map();

const number = value => Math.round(value).toLocaleString('en');
const megabytes = bytes => `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
const clock = millis => new Date(millis).toISOString().slice(11, 19);
const text = (id, value) => { document.getElementById(id).textContent = value; };

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(width, lines, value) {
    const axis = { stroke: colour('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
    return {
        width, height: 200, padding: [10, 8, 0, 0], legend: { show: false }, cursor: { show: false },
        scales: {
            x: { range: (u, min, max) => [Math.min(min, max - 60), max] },
            y: { range: (u, min, max) => [0, Math.max(1, max * 1.15)] },
        },
        axes: [
            { ...axis, size: 26, space: 80, grid: { show: false }, values: (u, at) => at.map(each => clock(each * 1000)) },
            { ...axis, size: 72, space: 28, grid: { stroke: colour('--line'), width: 1 }, values: (u, at) => at.map(value) },
        ],
        series: [{}, ...lines.map(line => ({
            stroke: colour(line.colour), width: 1.5, points: { show: false },
            fill: line.filled ? `color-mix(in srgb, ${colour(line.colour)} 18%, transparent)` : undefined,
        }))],
    };
}

/** Draws lines, each of pairs of second and value, above one axis. */
function draw(id, lines, value = number) {
    const data = window.uPlot.join(lines.map(line => [line.points.map(each => each[0]), line.points.map(each => each[1])]));
    const place = document.getElementById(id);
    if (plots.has(id)) {
        plots.get(id).setData(data);
    } else {
        const plot = new window.uPlot(options(place.clientWidth, lines, value), data, place);
        new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 200 })).observe(place);
        plots.set(id, plot);
    }
}

function ascending(map, time) {
    return [...map.values()].sort((one, other) => time(one) - time(other)).slice(-SHOWN);
}

const periods = map => ascending(map, each => each.begin);

function cell(row, value, kind) {
    const made = row.insertCell();
    made.textContent = value;
    if (kind) made.className = kind;
    return made;
}

function table(id, shares) {
    const body = document.getElementById(id);
    const most = Math.max(1, ...shares.map(each => each.hits));
    body.replaceChildren();
    for (const each of shares) {
        const row = body.insertRow();
        cell(row, each.name);
        const bar = document.createElement('i');
        bar.style.width = `${100 * each.hits / most}%`;
        cell(row, '', 'bar').append(bar);
        cell(row, number(each.hits), 'num');
        cell(row, number(each.failed), 'num');
        cell(row, `${number(each.took / each.hits)} ms`, 'num');
    }
}

function figures(id, values) {
    document.getElementById(id).replaceChildren(...Object.entries(values).map(([name, value]) => {
        const figure = document.createElement('p');
        const shown = document.createElement('b');
        const label = document.createElement('small');
        shown.textContent = value;
        label.textContent = name;
        figure.append(shown, label);
        return figure;
    }));
}

/** How many hits were taken between each look and the one before. */
function taken(all) {
    return all.slice(1).map((look, i) => [
        Math.floor(look.millis / 1000), Math.max(0, (look.hits - all[i].hits) * 1000 / (look.millis - all[i].millis))]);
}

function showSeconds(all, progress) {
    if (!all.length) return;
    draw('hits', [
        { colour: '--main', filled: true, points: all.map(each => [each.begin / 1000, each.of.hits]) },
        { colour: '--rise', points: taken(progress) }]);
    const { begin, of } = all[all.length - 1];
    text('hits-now', `${number(of.failed)} of ${number(of.hits)} failed, ${number(of.took / of.hits)} ms in the mean`);
    text('countries-of', `from ${clock(begin)} to ${clock(begin + 1000)}`);
    table('countries', of.top);
    document.getElementById('told').dataset.second = begin;
    text('told', `${number(of.hits)} hits from ${clock(begin)} to ${clock(begin + 1000)}`);
}

function showProgress(all) {
    if (!all.length) return;
    draw('behind', [{ colour: '--late', filled: true, points: all.map(each => [Math.floor(each.millis / 1000), each.behindMillis / 1000]) }],
        value => `${value} s`);
    const now = all[all.length - 1];
    const behind = now.behindMillis / 1000;
    text('behind-now', behind < BEHIND ? `${behind.toFixed(1)} s`
        : `${behind.toFixed(1)} s: more comes than can be taken. It waits where it comes from, and nothing is lost`);
    figures('kept', {
        'hits taken': number(now.hits), 'waiting': number(now.waiting), 'too late': number(now.late),
        'snapshots': number(now.snapshots.count), 'failed': number(now.snapshots.failed),
        'each': now.snapshots.count ? `${number(now.snapshots.tookMillis / now.snapshots.count)} ms, ${megabytes(now.snapshots.bytes / now.snapshots.count)}` : '-',
        'files of the archive': number(now.archive.files), 'size': megabytes(now.archive.bytes),
    });
}

function showVisits(all) {
    if (!all.length) return;
    draw('visits', [{ colour: '--main', filled: true, points: all.map(each => [each.begin / 1000, each.of.visits]) }]);
    const { of } = all[all.length - 1];
    text('visits-now', `${(of.hits / of.visits).toFixed(1)} hits and ${(of.millis / of.visits / 1000).toFixed(0)} s each`);
}

function showPages(all) {
    if (!all.length) return;
    const { begin, of } = all[all.length - 1];
    text('pages-of', `from ${clock(begin)} to ${clock(begin + 10000)}`);
    table('pages', of.top);
}

function show() {
    const progress = ascending(looks, each => each.millis);
    showSeconds(periods(seconds), progress);
    showProgress(progress);
    showVisits(periods(visits));
    showPages(periods(pages));
}

let due = false;

function shown() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; show(); });
}

function listen(path, map) {
    new EventSource(path).onmessage = message => {
        const { key, row } = JSON.parse(message.data);
        if (row) map.set(key, row);
        else map.delete(key);
        shown();
    };
}

listen('seconds', seconds);
listen('visits', visits);
listen('pages', pages);
new EventSource('progress').onmessage = message => {
    const look = JSON.parse(message.data);
    looks.set(Math.floor(look.millis / 1000) % SHOWN, look);
    shown();
};
