// Minutes as they come, and come again when late plays correct them.

const SHOWN = 20;
const minutes = new Map();
let chosen = null;
let plot = null;

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function clock(millis) {
    return new Date(millis).toISOString().slice(11, 16);
}

const number = value => value.toLocaleString('en');

function options(width) {
    const axis = { stroke: colour('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
    const bars = window.uPlot.paths.bars({ size: [0.7, 60] });
    const series = (label, stroke) => ({ label, stroke: colour(stroke), fill: colour(stroke), paths: bars, points: { show: false } });
    return {
        width, height: 200, padding: [10, 8, 0, 0], legend: { show: false }, cursor: { show: false },
        scales: {
            x: { range: (u, min, max) => [Math.min(min, max - 60 * (SHOWN - 1)) - 30, max + 30] },
            y: { range: (u, min, max) => [0, Math.max(1, max * 1.15)] },
        },
        axes: [
            { ...axis, size: 26, space: 60, grid: { show: false }, values: (u, at) => at.map(each => clock(each * 1000)), incrs: [60, 120, 300, 600] },
            { ...axis, size: 64, space: 28, grid: { stroke: colour('--line'), width: 1 }, values: (u, at) => at.map(number) },
        ],
        series: [{}, series('plays', '--main'), series('late', '--late')],
    };
}

function data(all) {
    return [all.map(each => each.minute / 1000), all.map(each => each.of.plays), all.map(each => each.of.late)];
}

function draw(all) {
    const place = document.getElementById('plot');
    if (!plot) {
        plot = new window.uPlot(options(place.clientWidth), data(all), place);
        new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 200 })).observe(place);
    } else {
        plot.setData(data(all));
    }
}

function cell(row, text, kind) {
    const made = row.insertCell();
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
}

function rows(id, list, fill) {
    const body = document.getElementById(id);
    body.replaceChildren();
    for (const each of list) fill(body.insertRow(), each);
}

function buttons(all) {
    document.getElementById('minutes').replaceChildren(...all.map(each => {
        const button = document.createElement('button');
        button.textContent = clock(each.minute);
        button.dataset.minute = each.minute;
        if (each.minute === shownMinute(all)) button.setAttribute('aria-current', 'true');
        button.onclick = () => { chosen = each.minute; show(); };
        return button;
    }));
}

/** The last that is complete, unless somebody has chosen another. */
function shownMinute(all) {
    if (minutes.has(chosen)) return chosen;
    return all[Math.max(0, all.length - 2)].minute;
}

function show() {
    const all = [...minutes.values()].sort((one, other) => one.minute - other.minute).slice(-SHOWN);
    draw(all);
    buttons(all);
    const { minute, of } = minutes.get(shownMinute(all));
    document.getElementById('top-of').textContent = `from ${clock(minute)} to ${clock(minute + 60000)}`;
    const most = Math.max(1, ...of.top.map(each => each.plays));
    rows('top', of.top, (row, each) => {
        cell(row, each.title);
        const bar = document.createElement('i');
        bar.style.width = `${100 * each.plays / most}%`;
        cell(row, '', 'bar').append(bar);
        cell(row, number(each.plays), 'num');
        cell(row, each.late ? `+${number(each.late)}` : '', 'num late');
    });
    rows('rising', of.rising.filter(each => each.plays > each.before), (row, each) => {
        cell(row, each.title);
        cell(row, number(each.before), 'num');
        cell(row, number(each.plays), 'num');
        cell(row, each.before ? `${(each.plays / each.before).toFixed(1)} ×` : 'new', 'num rise');
    });
    document.getElementById('told').textContent =
        `${number(of.plays)} plays from ${clock(minute)} to ${clock(minute + 60000)}, ${number(of.late)} of which came late`;
}

let due = false;
new EventSource('minutes').onmessage = message => {
    const minute = JSON.parse(message.data);
    minutes.set(minute.minute, minute);
    for (const old of [...minutes.keys()].sort((one, other) => one - other).slice(0, -SHOWN)) minutes.delete(old);
    if (!due) {
        due = true;
        requestAnimationFrame(() => { due = false; show(); });
    }
};
