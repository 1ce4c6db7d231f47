// What the server sends once a second, and what it is asked.

export class Refused extends Error {
    constructor(status, detail) {
        super(detail);
        this.status = status;
    }
}

export async function ask(path, method = 'GET', body = undefined) {
    let answer;
    try {
        answer = await fetch('api/' + path, { method, body });
    } catch {
        throw new Refused(0, 'The program does not answer.');
    }
    const json = await answer.json();
    if (!answer.ok) throw new Refused(answer.status, json.detail);
    return json;
}

/** A browser opens six connections to a server, all its tabs together: so many are for streams, the others for questions. */
const STREAMS = 3;

const SECOND = 1000;

/** Takes a lock unless another tab has it; what lets go of it, or null. */
const lock = name => new Promise((taken, failed) => navigator.locks
    .request(name, { ifAvailable: true }, own => own && new Promise(release => taken(release)))
    .then(() => taken(null), failed));

/** The right to a stream, as what gives it back; null while other tabs have them all. */
async function place() {
    if (!navigator.locks) return () => {};
    for (let number = 0; number < STREAMS; number++) {
        const release = await lock('millrace-stream-' + number);
        if (release) return release;
    }
    return null;
}

/**
 * Follows a job while the page can be seen, and comes back when the connection breaks: by a stream, or where other tabs have
 * these all, by asking once a second. What is under way when something else is to be followed counts no more.
 */
export class Feed {
    constructor(told) {
        this.told = told;
        this.job = null;
        this.turn = 0;
        this.leave = () => {};
        document.addEventListener('visibilitychange', () => this.begin());
    }

    follow(job) {
        this.job = job;
        this.begin();
    }

    async begin() {
        this.close();
        if (document.visibilityState === 'hidden') return;
        const { turn } = this;
        const release = await place().catch(() => () => {});
        if (turn !== this.turn) {
            if (release) release();
        } else if (release) {
            this.stream(turn, release);
        } else {
            this.poll(turn);
        }
    }

    query() {
        return '?job=' + encodeURIComponent(this.job ?? '');
    }

    stream(turn, release) {
        const source = new EventSource('api/stream' + this.query());
        this.leave = () => {
            source.close();
            release();
        };
        source.onmessage = message => this.told.update(JSON.parse(message.data));
        source.onerror = () => {
            source.close();
            this.poll(turn);
        };
    }

    /** Also says why a stream is refused, which that does not. */
    async poll(turn) {
        try {
            const update = await ask('update' + this.query());
            if (turn !== this.turn) return;
            this.told.update(update);
        } catch (refused) {
            if (turn !== this.turn) return;
            if (refused.status === 401) {
                this.told.locked();
                return;
            }
            this.told.lost();
        }
        this.later(() => this.begin());
    }

    later(next) {
        this.retry = setTimeout(next, SECOND);
    }

    close() {
        this.turn++;
        clearTimeout(this.retry);
        this.leave();
        this.leave = () => {};
    }
}
