// From counts that only grow to what happens now.

import { edgeKey } from './plan.js';

const KEPT = 300;

/** A look right behind another one, as when the page has come back, tells of no rate. */
const SHORTEST_SECONDS = 0.3;

const STATES_OF_WORK = ['busy', 'blocked', 'idle'];

/** A job over the last minutes. */
export class History {
    constructor() {
        this.last = null;
        this.rates = new Map();
        this.fills = new Map();
        this.series = { time: [], input: [], output: [], busy: [], blocked: [], lag: [] };
    }

    /** What is known of the job now, with rates since the update before. */
    add(job, plan) {
        const now = job.asOf;
        const sampled = this.sample(job);
        const sources = new Set(plan.tasks.filter(task => task.source).map(task => task.name));
        const tasks = job.tasks.map(task => ({ ...task, ...(this.rates.get(task.name) || UNKNOWN), source: sources.has(task.node) }));
        const nodes = new Map(plan.tasks.map(planned => [planned.name, nodeNow(planned, tasks)]));
        const edges = this.edgesNow(job.edges);
        const timed = plan.tasks.some(task => task.nodes.some(node => node.kind === 'timestamps'));
        const holder = holderOf(tasks, timed);
        const view = { job, plan, now, tasks, nodes, edges, holder };
        view.input = sum(plan.tasks.filter(task => task.source).map(task => nodes.get(task.name).input));
        view.lag = holder && holder.watermark != null ? now - holder.watermark : null;
        if (sampled) this.keep(view);
        view.series = this.series;
        return view;
    }

    /** Makes rates of what has been counted since the last sample; whether that is long enough ago. */
    sample(job) {
        const { last } = this;
        const seconds = last ? (job.uptimeMillis - last.uptimeMillis) / 1000 : -1;
        const goesOn = last && last.attempt === job.attempt && seconds >= 0;
        if (goesOn && seconds < SHORTEST_SECONDS) return false;
        this.last = job;
        if (!goesOn) {
            this.rates = new Map();
            return false;
        }
        const before = new Map(last.tasks.map(task => [task.name, task]));
        this.rates = new Map(job.tasks.filter(task => before.has(task.name))
            .map(task => [task.name, ratesOf(task, before.get(task.name), seconds, untold(task.name, job.edges))]));
        return true;
    }

    /** Of all edges between the tasks of two nodes the fullest, a little smoothed. */
    edgesNow(edges) {
        const fullest = new Map();
        for (const edge of edges) {
            const key = edgeKey(nodeOf(edge.from), nodeOf(edge.to));
            fullest.set(key, Math.max(fullest.get(key) || 0, edge.capacity ? edge.batches / edge.capacity : 0));
        }
        for (const [key, fill] of fullest) {
            const before = this.fills.get(key);
            fullest.set(key, before == null ? fill : before * 0.5 + fill * 0.5);
        }
        this.fills = fullest;
        return fullest;
    }

    keep(view) {
        const hottest = hottestOf(view);
        const point = {
            time: view.now / 1000,
            input: view.input,
            busy: hottest ? hottest.busy : null,
            blocked: Math.max(0, ...view.tasks.map(task => task.blocked || 0)),
            lag: view.lag == null ? null : view.lag / 1000,
        };
        for (const name of Object.keys(this.series)) {
            this.series[name].push(point[name] ?? null);
            if (this.series[name].length > KEPT) this.series[name].shift();
        }
    }
}

function nodeOf(task) {
    return task.slice(0, task.lastIndexOf('-'));
}

function sum(values) {
    const known = values.filter(value => value != null);
    return known.length ? known.reduce((a, b) => a + b, 0) : null;
}

/** What a task does that has told nothing yet of what it does: it tells when a step has ended. */
function untold(task, edges) {
    if (edges.some(edge => edge.from === task && edge.batches >= edge.capacity)) return 'blocked';
    return edges.some(edge => edge.to === task && edge.batches > 0) ? 'busy' : 'idle';
}

const UNKNOWN = { input: null, output: null, busy: null, blocked: null, idle: null };

function ratesOf(task, before, seconds, untoldIs) {
    const now = {
        input: (task.eventsIn - before.eventsIn) / seconds,
        output: (task.eventsOut - before.eventsOut) / seconds,
    };
    const told = STATES_OF_WORK.map(name => (task[name + 'Millis'] - before[name + 'Millis']) / 1000);
    const whole = Math.max(seconds, told[0] + told[1] + told[2]);
    STATES_OF_WORK.forEach((name, i) => { now[name] = told[i] / whole; });
    now[untoldIs] += 1 - now.busy - now.blocked - now.idle;
    return now;
}

function nodeNow(planned, tasks) {
    const own = tasks.filter(task => task.node === planned.name);
    const mean = name => own.length && own[0][name] != null ? sum(own.map(task => task[name])) / own.length : null;
    return {
        name: planned.name,
        planned,
        tasks: own,
        input: sum(own.map(task => task.input)),
        output: sum(own.map(task => task.output)),
        busy: mean('busy'),
        blocked: mean('blocked'),
        hot: own.length ? Math.max(...own.map(task => task.busy || 0)) : 0,
        ended: own.length > 0 && own.every(task => task.ended),
        late: sum(own.map(task => task.late)) || 0,
    };
}

export function hottestOf(view) {
    return view.tasks.reduce((most, task) => !most || (task.busy || 0) > (most.busy || 0) ? task : most, null);
}

const at = task => task.ended || task.source ? Infinity : task.watermark ?? -Infinity;

/** The task that is furthest behind in event time, which knows whom it waits for. What a source has told is what its readers have. */
function holderOf(tasks, timed) {
    const furthest = tasks.reduce((lowest, task) => !lowest || at(task) < at(lowest) ? task : lowest, null);
    const isHeld = furthest && at(furthest) !== Infinity && (furthest.watermark != null || (timed && furthest.heldBy));
    return isHeld ? { ...furthest, heldBy: furthest.heldBy || `'${furthest.name}'` } : null;
}
