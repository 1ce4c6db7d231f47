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

/** Follows a job, and comes back when the connection breaks. */
export class Feed {
    constructor(told) {
        this.told = told;
        this.source = null;
        this.retry = null;
    }

    follow(job) {
        this.close();
        this.source = new EventSource('api/stream?job=' + encodeURIComponent(job ?? ''));
        this.source.onmessage = message => this.told.update(JSON.parse(message.data));
        this.source.onerror = () => {
            this.told.lost();
            if (this.source.readyState === EventSource.CLOSED) {
                this.close();
                this.retry = setTimeout(() => this.again(job), 2000);
            }
        };
    }

    /** A stream that is refused does not say why. */
    async again(job) {
        try {
            await ask('jobs');
        } catch (refused) {
            if (refused.status === 401) {
                this.told.locked();
                return;
            }
        }
        this.follow(job);
    }

    close() {
        clearTimeout(this.retry);
        if (this.source) this.source.close();
        this.source = null;
    }
}
