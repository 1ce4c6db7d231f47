import { html, useState } from './vendor/preact-htm.js';
import { bytes, count, duration, own, percent, rate, time } from './format.js';
import { Work } from './graph.js';

export function Tiles({ view }) {
    const { job } = view;
    const latest = job.snapshots.latest;
    const tiles = [
        ['In', rate(view.input), 'events, all sources'],
        ['Event time', view.lag == null ? '–' : duration(view.lag), view.holder ? 'waits for ' + view.holder.heldBy : 'no watermark'],
        ['Late', count(job.late), job.ahead ? count(job.ahead) + ' too far ahead' : 'and dropped'],
        ['Snapshot', latest ? '#' + latest.id : '–', latest ? duration(latest.durationMillis) + ', ' + bytes(latest.bytes) : 'none yet'],
        ['Restarts', count(job.snapshots.restarts), job.snapshots.failed ? job.snapshots.failed + ' snapshots failed' : 'since it was started'],
        ['Up', job.runningSince ? duration(Math.max(0, view.now - job.runningSince)) : '–', job.runningSince ? 'since ' + time(job.runningSince) : 'not running'],
    ];
    return html`<dl class="tiles">${tiles.map(([name, value, note]) => html`<div class="card tile"><dt>${name}</dt><dd>${value}</dd><dd class="note" title=${note}>${note}</dd></div>`)}</dl>`;
}

export function Tasks({ view, selected }) {
    const tasks = selected ? view.tasks.filter(task => task.node === selected) : view.tasks;
    return html`<section class="card wide" aria-labelledby="tasks-title">
        <h2 id="tasks-title">Tasks${selected ? html` <small>of ${selected}</small>` : ''}</h2>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="tasks-title"><table class="tasks">
            <thead><tr><th>Task</th><th class="num">In</th><th class="num wide-only">Out</th><th>Busy, blocked, idle</th><th class="num wide-only">Watermark</th><th class="num">Lag</th><th class="wide-only">Waits for</th></tr></thead>
            <tbody>${tasks.map(task => html`<tr key=${task.name}>
                <th scope="row">${task.name}</th>
                <td class="num">${rate(task.input)}</td>
                <td class="num wide-only">${rate(task.output)}</td>
                <td class="work-cell"><${Work} of=${task} /><span>${task.busy == null ? '–' : percent(task.busy)}</span></td>
                <td class="num wide-only">${task.ended ? 'ended' : time(task.watermark)}</td>
                <td class="num">${task.ended || task.watermark == null ? '–' : duration(view.now - task.watermark)}</td>
                <td class="wide-only">${view.holder && task.heldBy || ''}</td>
            </tr>`)}</tbody>
        </table></div>
    </section>`;
}

const isOwn = name => name.startsWith('millrace:');

export function Selected({ view, selected }) {
    const task = view.plan.tasks.find(each => each.name === selected);
    if (!task) return null;
    return html`<div class="details" aria-live="polite">
        ${task.nodes.map(node => {
            const measured = own(view.job.operators, node.label);
            return html`<div class="detail" key=${node.id}><h3>${node.label} <small>${node.kind}</small></h3>
                <dl>${Object.entries(node.details).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
                ${measured && Object.entries(measured.counters).filter(([name]) => !isOwn(name)).map(([name, value]) => html`<div><dt>${name}</dt><dd>${count(value)}</dd></div>`)}
                ${measured && Object.entries(measured.gauges).filter(([, values]) => Object.values(values).some(value => value >= 0)).map(([name, values]) => html`<div><dt>${name.replace('millrace:', '')}</dt><dd>${Object.values(values).join(', ')}</dd></div>`)}
                ${measured && Object.entries(measured.histograms).map(([name, values]) => html`<div><dt>${name}</dt><dd>p50 ${count(values.p50)}, p99 ${count(values.p99)}, max ${count(values.max)}</dd></div>`)}
                </dl></div>`;
        })}
    </div>`;
}

const STRIP = { width: 600, height: 92, floor: 70 };

/** Each snapshot where it was taken, as high as it took long. */
export function Snapshots({ view }) {
    const taken = view.job.story.snapshots;
    const restarts = view.job.story.events.filter(event => event.kind === 'restart');
    const from = Math.min(view.now - 60000, ...taken.map(each => each.time));
    const longest = Math.max(1, ...taken.map(each => each.durationMillis || 0));
    const x = at => 8 + (at - from) / (view.now - from) * (STRIP.width - 16);
    const latest = taken.slice(-4).reverse();
    return html`<section class="card" aria-labelledby="snapshots-title">
        <h2 id="snapshots-title">Snapshots <small>${count(view.job.snapshots.completed)} complete${view.job.snapshots.failed ? ', ' + view.job.snapshots.failed + ' failed' : ''}</small></h2>
        ${taken.length === 0 ? html`<p class="empty">None in sight. Jobs take them when they are started with Snapshots.</p>` : html`
        <svg class="strip" viewBox="0 0 ${STRIP.width} ${STRIP.height}" role="img" aria-label="Snapshots over time; the taller, the longer it took">
            <line class="floor" x1="0" x2=${STRIP.width} y1=${STRIP.floor} y2=${STRIP.floor} />
            ${restarts.filter(each => each.time >= from).map(each => html`<g class="restart"><line x1=${x(each.time)} x2=${x(each.time)} y1="6" y2=${STRIP.floor} /><title>restart at ${time(each.time)}: ${each.error}</title></g>`)}
            ${taken.map(each => each.kind === 'failed'
                ? html`<text key=${'f' + each.id} class="failed" x=${x(each.time)} y=${STRIP.floor - 6}>×<title>snapshot ${each.id} failed: ${each.error}</title></text>`
                : html`<rect key=${each.id} class="taken" rx="1.5" x=${x(each.time) - 2} width="4" y=${STRIP.floor - 6 - each.durationMillis / longest * 50} height=${6 + each.durationMillis / longest * 50}><title>snapshot ${each.id} at ${time(each.time)}: ${duration(each.durationMillis)}, ${bytes(each.bytes)}</title></rect>`)}
            <text class="axis" x="0" y=${STRIP.height - 4}>${time(from)}</text><text class="axis" text-anchor="end" x=${STRIP.width} y=${STRIP.height - 4}>now</text>
        </svg>
        <table><thead><tr><th>Snapshot</th><th class="num">Begun</th><th class="num">Took</th><th class="num">Wrote</th></tr></thead>
        <tbody>${latest.map(each => html`<tr key=${each.id}><th scope="row">#${each.id}${each.name ? ' ' + each.name : ''}</th><td class="num">${time(each.time)}</td>
            ${each.kind === 'failed' ? html`<td colspan="2" class="bad-text">${each.error}</td>` : html`<td class="num">${duration(each.durationMillis)}</td><td class="num">${bytes(each.bytes)}</td>`}</tr>`)}</tbody></table>`}
        ${Object.entries(view.job.commits).map(([sink, commit]) => commit.waiting > 0 && html`<p class="note">'${sink}' has ${commit.waiting} snapshots to commit still.</p>`)}
    </section>`;
}

const STATES = { RUNNING: 'Running', STOPPING: 'Told to stop', FINISHED: 'Finished', CANCELLED: 'Cancelled', CANCELLING: 'Cancelled', FAILING: 'Failing', FAILED: 'Failed', RESTARTING: 'Restarting' };

export function Events({ view }) {
    const events = [...view.job.story.events].reverse();
    return html`<section class="card" aria-labelledby="events-title">
        <h2 id="events-title">What has happened</h2>
        ${view.job.failure && html`<p class="bad-text failure">${view.job.failure}</p>`}
        <ol class="events scroll" tabindex="0">${events.map(event => html`<li key=${event.time + event.kind + event.state}>
            <time>${time(event.time)}</time>
            ${event.kind === 'restart' ? html`<details><summary class="bad-text">Failed, and restarts in ${duration(event.delayMillis)}: ${event.error}</summary><pre>${event.trace}</pre></details>`
                : html`<span class=${event.state === 'FAILED' ? 'bad-text' : ''}>${STATES[event.state]}</span>`}
        </li>`)}</ol>
    </section>`;
}

/** From a tenth of a microsecond to a thousand seconds. */
const along = millis => Math.max(0, Math.min(100, (Math.log10(Math.max(1e-4, millis)) + 4) / 10 * 100));

export function Latencies({ view }) {
    const sinks = Object.entries(view.job.latencies);
    return html`<section class="card" aria-labelledby="latency-title">
        <h2 id="latency-title">Latency <small>from source to sink</small></h2>
        ${sinks.length === 0 ? html`<p class="empty">Not measured. Start the job with JobOptions.withLatency().</p>` : sinks.map(([sink, each]) => html`<div class="latency" key=${sink}>
            <h3>${sink} <small>${count(each.events)} events</small></h3>
            <div class="track" aria-hidden="true"><i style=${{ left: along(each.p50Millis) + '%', width: along(each.maxMillis) - along(each.p50Millis) + '%' }}></i>
                ${[each.p50Millis, each.p99Millis, each.p999Millis, each.maxMillis].map(at => html`<b style=${{ left: along(at) + '%' }}></b>`)}</div>
            <dl class="percentiles">${[['p50', each.p50Millis], ['p99', each.p99Millis], ['p99.9', each.p999Millis], ['max', each.maxMillis]].map(([name, at]) => html`<div><dt>${name}</dt><dd>${duration(at)}</dd></div>`)}</dl>
        </div>`)}
    </section>`;
}

const REASONS = { 'millrace:late': 'late', 'millrace:ahead': 'too far ahead', 'millrace:skipped': 'failed and skipped', 'millrace:dead letters': 'to dead letters' };

export function Dropped({ view }) {
    const rows = Object.entries(view.job.operators).flatMap(([operator, measured]) => Object.entries(REASONS)
        .filter(([name]) => measured.counters[name] > 0).map(([name, reason]) => ({ operator, reason, events: measured.counters[name] })));
    return html`<section class="card" aria-labelledby="dropped-title">
        <h2 id="dropped-title">Late and dropped</h2>
        ${rows.length === 0 ? html`<p class="empty">No event has been late or dropped.</p>` : html`<table>
            <thead><tr><th>Operator</th><th>Why</th><th class="num">Events</th></tr></thead>
            <tbody>${rows.map(row => html`<tr key=${row.operator + row.reason}><th scope="row">${row.operator}</th><td>${row.reason}</td><td class="num">${count(row.events)}</td></tr>`)}</tbody></table>`}
    </section>`;
}

/** A button that asks once more. */
export function Action({ name, sure, act }) {
    const [asked, setAsked] = useState(false);
    return html`<button class=${'action' + (asked ? ' sure' : '')} onBlur=${() => setAsked(false)}
        onClick=${() => { if (sure && !asked) { setAsked(true); } else { setAsked(false); act(); } }}>${asked ? sure : name}</button>`;
}
