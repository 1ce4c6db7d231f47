// Areas as their prices come.

const COLUMNS = 12;
const ROWS = 8;
const KEPT = 120;
const prices = new Map();
const courses = new Map();
let chosen = null;
let plot = null;

const name = area => `${area.column}-${area.row}`;

function colour(variable) {
    return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

function build() {
    const map = document.getElementById('map');
    map.style.gridTemplateColumns = `repeat(${COLUMNS}, minmax(0, 1fr))`;
    for (let row = 0; row < ROWS; row++) {
        for (let column = 0; column < COLUMNS; column++) {
            const area = document.createElement('div');
            area.className = 'area';
            area.id = `area-${column}-${row}`;
            area.tabIndex = 0;
            area.onclick = () => choose(`${column}-${row}`);
            area.onkeydown = event => { if (event.key === 'Enter') choose(`${column}-${row}`); };
            map.append(area);
        }
    }
}

function choose(area) {
    chosen = area;
    show();
}

/** From the ground to red, the nearer to three times the usual. */
function shade(multiplier) {
    const share = Math.min(1, (multiplier - 1) / 2);
    return `color-mix(in srgb, ${colour('--hot')} ${Math.round(75 * share)}%, ${colour('--soft')})`;
}

function showArea(price) {
    const area = document.getElementById(`area-${name(price.area)}`);
    area.replaceChildren();
    const multiplier = document.createElement('b');
    multiplier.textContent = price.multiplier < 1.005 ? '1' : price.multiplier.toFixed(2);
    const demand = document.createElement('small');
    demand.textContent = `${price.requests} : ${price.drivers}`;
    area.append(multiplier, demand);
    area.style.background = shade(price.multiplier);
    area.toggleAttribute('aria-current', name(price.area) === chosen);
}

function show() {
    prices.forEach(showArea);
    const all = [...prices.values()];
    const latest = Math.max(...all.map(each => each.until));
    const raised = all.filter(each => each.multiplier > 1.05);
    document.getElementById('told').textContent =
        `at ${new Date(latest).toISOString().slice(11, 19)}: ${raised.length} of ${all.length} areas cost more than usual`;
    if (chosen === null) chosen = name(all.reduce((one, other) => other.multiplier > one.multiplier ? other : one).area);
    document.getElementById('chosen').textContent = chosen;
    draw(courses.get(chosen) ?? []);
}

function draw(course) {
    const place = document.getElementById('plot');
    const data = [course.map(each => each.until / 1000), course.map(each => each.multiplier)];
    if (plot) {
        plot.setData(data);
        return;
    }
    const axis = { stroke: colour('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
    plot = new window.uPlot({
        width: place.clientWidth, height: 200, padding: [10, 8, 0, 0], legend: { show: false }, cursor: { show: false },
        scales: {
            x: { range: (u, min, max) => [Math.min(min ?? 0, (max ?? 0) - 600), max ?? 0] },
            y: { range: (u, min, max) => [1, Math.max(2, (max ?? 1) * 1.1)] },
        },
        axes: [
            { ...axis, size: 26, space: 60, grid: { show: false }, values: (u, at) => at.map(each => new Date(each * 1000).toISOString().slice(11, 16)) },
            { ...axis, size: 40, space: 28, grid: { stroke: colour('--line'), width: 1 } },
        ],
        series: [{}, { stroke: colour('--hot'), width: 1.8, points: { show: false } }],
    }, data, place);
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 200 })).observe(place);
}

build();
let due = false;
new EventSource('prices').onmessage = message => {
    const price = JSON.parse(message.data);
    prices.set(name(price.area), price);
    const course = courses.get(name(price.area)) ?? [];
    course.push(price);
    courses.set(name(price.area), course.slice(-KEPT));
    if (!due) {
        due = true;
        requestAnimationFrame(() => { due = false; show(); });
    }
};

document.getElementById('rule').onsubmit = async event => {
    event.preventDefault();
    const form = new FormData(event.target);
    const answer = await fetch('rules', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ smoothing: Number(form.get('smoothing')), most: Number(form.get('most')) }),
    });
    document.getElementById('set').textContent = answer.ok ? 'it is set' : (await answer.json()).detail;
};
