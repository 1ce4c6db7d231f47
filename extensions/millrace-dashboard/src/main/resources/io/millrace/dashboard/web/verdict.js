// In one sentence: whether a job is well, and what holds it up.

import { duration, short } from './format.js';

const STILL_SECONDS = 5;

function latestRestart(job) {
    return [...job.story.events].reverse().find(event => event.kind === 'restart');
}

function outOfOrder(job) {
    switch (job.state) {
        case 'FAILED':
        case 'FAILING':
            return { tone: 'bad', title: 'Failed', text: job.failure || 'The log says why.' };
        case 'RESTARTING': {
            const restart = latestRestart(job);
            return { tone: 'bad', title: 'Restarting', text: restart ? restart.error : 'It goes on from its latest snapshot.' };
        }
        case 'STOPPING':
            return { tone: 'quiet', title: 'Stopping', text: 'What is under way is being worked off.' };
        case 'FINISHED':
            return { tone: 'quiet', title: 'Finished', text: 'Every task has ended well.' };
        case 'CANCELLED':
        case 'CANCELLING':
            return { tone: 'quiet', title: 'Cancelled', text: 'What was under way is dropped.' };
        default:
            return null;
    }
}

/** Events come, and event time has stood still for a while. */
function stall(view) {
    const { lag, input, time } = view.series;
    const last = lag.length - 1;
    if (!view.holder || last < STILL_SECONDS || !input.slice(-STILL_SECONDS).some(rate => rate > 0)) return null;
    const first = last - STILL_SECONDS;
    const moved = (time[last] - time[first]) - ((lag[last] ?? NaN) - (lag[first] ?? NaN));
    if (view.holder.watermark == null) return `Event time has not begun; it waits for ${view.holder.heldBy}.`;
    return moved < 0.001 ? `Event time stands still; it waits for ${view.holder.heldBy}.` : null;
}

export function verdict(view) {
    const state = outOfOrder(view.job);
    if (state) return state;
    const { bottleneck } = view.job;
    if (bottleneck) return { tone: 'warn', title: 'At its limit', text: bottleneck.text + '.' };
    const still = stall(view);
    if (still) return { tone: 'warn', title: 'Waiting', text: still };
    if (view.input == null) return { tone: 'ok', title: 'Running', text: 'Looking…' };
    const lag = view.lag == null || view.lag < 0 ? '' : `, event time ${duration(view.lag)} behind the clock`;
    return view.input > 0
        ? { tone: 'ok', title: 'Well', text: `${short(view.input)} events a second${lag}. Nothing holds it up.` }
        : { tone: 'ok', title: 'Idle', text: 'No events come in just now. Nothing holds it up.' };
}
